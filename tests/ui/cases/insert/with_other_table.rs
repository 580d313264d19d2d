// a column of another table beside it; the second error is about the payload as a whole
use supabase_orm::{Client, Table};
use ui::schema::{Task, TaskInsert, User};

async fn f(db: Client, task: TaskInsert) {
    let _ = db.from::<Task>().insert(task.with(|_| User::COLUMNS.email.set("x"))).await;
}

fn main() {}
