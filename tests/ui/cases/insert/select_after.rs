// the inserted row: `returning`
use supabase_orm::Client;
use ui::schema::{Task, TaskInsert};

async fn f(db: Client, task: TaskInsert) {
    let _ = db.from::<Task>().insert(task).select().single().await;
}

fn main() {}
