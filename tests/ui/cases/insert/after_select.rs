// a read cannot become a write
use supabase_orm::Client;
use ui::schema::{Task, TaskInsert};

async fn f(db: Client, task: TaskInsert) {
    let _ = db.from::<Task>().select().insert(task).await;
}

fn main() {}
