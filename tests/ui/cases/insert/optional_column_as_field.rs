// a column with a default is set by `.with(|t| t.note.set("x"))`
use supabase_orm::Client;
use ui::schema::{Task, TaskInsert};

async fn f(db: Client) {
    let _ = db.from::<Task>().insert(TaskInsert { project_id: 1, title: "x".into(), note: None }).await;
}

fn main() {}
