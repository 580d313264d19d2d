// the row itself: it has columns that the database fills
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client, task: Task) {
    let _ = db.from::<Task>().insert(&task).await;
    let _ = db.from::<Task>().insert(task).await;
}

fn main() {}
