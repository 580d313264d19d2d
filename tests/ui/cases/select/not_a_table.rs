// a struct that nothing is derived for; the second error is about the method of a query that cannot be
use supabase_orm::Client;

struct Todo {
    id: i64,
}

async fn f(db: Client) {
    let _ = db.from::<Todo>().select().await;
}

fn main() {}
