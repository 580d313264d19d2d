// one with a default is set by `.with(|a| a.limit_to.set(5))`
use supabase_orm::Client;
use ui::schema::rpc;

async fn f(db: Client) {
    let _ = db.rpc(rpc::Search { q: "x".into(), limit_to: 5 }).await;
}

fn main() {}
