// nothing is returned
use supabase_orm::Client;
use ui::schema::{Task, TaskInsert};

async fn f(db: Client, task: TaskInsert) {
    let _ = db.from::<Task>().insert(task).single().await;
}

fn main() {}
