// spread takes a column
use supabase_orm::Client;
use ui::schema::Project;

async fn f(db: Client) {
    let _ = db.from::<Project>().columns(|p| (p.name, p.users.spread(|u| (u.email, u.name)))).await;
}

fn main() {}
