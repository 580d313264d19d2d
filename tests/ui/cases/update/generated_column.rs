// the database gives the value
use supabase_orm::Client;
use ui::schema::Project;

async fn f(db: Client) {
    let _ = db.from::<Project>().update(|p| p.slug.set("x")).filter(|p| p.id.eq(1)).await;
}

fn main() {}
