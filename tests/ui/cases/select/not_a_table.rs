// a struct that nothing is derived for
use supabase_orm::Client;

struct Todo {
    id: i64,
}

async fn f(db: Client) {
    let _ = db.from::<Todo>().select().await;
}

fn main() {}
