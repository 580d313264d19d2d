// every step takes the query
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let tasks = db.from::<Task>().select();
    let _ = tasks.limit(1).await;
    let _ = tasks.await;
}

fn main() {}
