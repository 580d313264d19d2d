// an argument that is not there, and one of another type
use supabase_orm::Client;
use ui::schema::rpc;

async fn f(db: Client) {
    let _ = db.rpc(rpc::Search { q: "x".into() }.with(|a| (a.limit.set(5), a.since.set("2024-01-01")))).await;
}

fn main() {}
