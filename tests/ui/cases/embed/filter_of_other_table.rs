// a condition of the outer table on the inner rows
use supabase_orm::Client;
use ui::schema::Project;

async fn f(db: Client) {
    let _ = db.from::<Project>().columns(|p| (p.name, p.tasks.columns(|t| t.title).filter(|_| p.open.is_true()))).await;
}

fn main() {}
