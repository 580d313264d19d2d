// a table is named by its type
use supabase_orm::Client;

async fn f(db: Client) {
    let _ = db.from("tasks").select().await;
}

fn main() {}
