// the payload owns its text
use supabase_orm::Client;
use ui::schema::{Task, TaskInsert};

async fn f(db: Client) {
    let _ = db.from::<Task>().insert(TaskInsert { project_id: 1, title: "x" }).await;
}

fn main() {}
