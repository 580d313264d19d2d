// every row would be changed
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().update(|t| t.done.set(true)).await;
    let _ = db.from::<Task>().delete().await;
}

fn main() {}
