// a ready condition stands in a closure
use supabase_orm::{Client, Table};
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(Task::COLUMNS.done.is_true()).await;
}

fn main() {}
