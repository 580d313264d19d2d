// several rows: `insert_many`
use supabase_orm::Client;
use ui::schema::{Task, TaskInsert};

async fn f(db: Client, tasks: Vec<TaskInsert>) {
    let _ = db.from::<Task>().insert(tasks).await;
}

fn main() {}
