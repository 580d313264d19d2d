// an argument of another type
use supabase_orm::Client;
use ui::schema::rpc;

async fn f(db: Client) {
    let _ = db.rpc(rpc::AddOneEach { arr: [1, 2, 3] }).await;
}

fn main() {}
