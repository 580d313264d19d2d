// arguments are set before the call
use supabase_orm::Client;
use ui::schema::rpc;

async fn f(db: Client) {
    let _ = db.rpc(rpc::Search { q: "x".into() }).with(|a| a.limit_to.set(5)).await;
}

fn main() {}
