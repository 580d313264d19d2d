// an order of the outer table on the inner rows
use supabase_orm::Client;
use ui::schema::Project;

async fn f(db: Client) {
    let _ = db.from::<Project>().columns(|p| p.tasks.columns(|t| t.title).order(|_| p.name.asc())).await;
}

fn main() {}
