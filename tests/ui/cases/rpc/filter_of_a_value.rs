// a value has no columns
use supabase_orm::Client;
use ui::schema::rpc;

async fn f(db: Client) {
    let _ = db.rpc(rpc::AddOneEach { arr: vec![1] }).filter(|t| t.id.eq(1)).await;
}

fn main() {}
