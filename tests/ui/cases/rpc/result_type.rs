// another type than the function gives
use supabase_orm::{Client, Result};
use ui::schema::rpc;

async fn f(db: Client) -> Result<Vec<i32>> {
    db.rpc(rpc::AddOneEach { arr: vec![1] }).await
}

fn main() {}
