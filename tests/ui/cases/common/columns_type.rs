// not the struct of its columns
use supabase_orm::Client;
use ui::schema::TaskColumns;

async fn f(db: Client) {
    let _ = db.from::<TaskColumns>().select().await;
}

fn main() {}
