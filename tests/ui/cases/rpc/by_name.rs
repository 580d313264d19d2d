// a function is a type, not a name
use supabase_orm::Client;

async fn f(db: Client) {
    let _ = db.rpc("search").await;
}

fn main() {}
