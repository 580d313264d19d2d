// an argument without a default
use supabase_orm::Client;
use ui::schema::rpc;

async fn f(db: Client) {
    let _ = db.rpc(rpc::Search {}).await;
}

fn main() {}
