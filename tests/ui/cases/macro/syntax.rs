// every fault of one list
use supabase_orm::{Client, select};
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(select!(id title, 5, labels { }, status.total(), projects!inner)).await;
}

fn main() {}
