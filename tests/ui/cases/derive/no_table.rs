// which table? one error, although the row is used
use supabase_orm::{Client, Row};

#[derive(Row)]
struct Card {
    id: i64,
}

async fn f(db: Client) {
    let _ = db.from::<Card>().select().await;
}

fn main() {}
