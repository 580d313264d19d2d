// chosen columns are a tuple, not the row
use supabase_orm::{Client, Result};
use ui::schema::Task;

async fn f(db: Client) -> Result<Vec<Task>> {
    db.from::<Task>().columns(|t| (t.id, t.title)).await
}

fn main() {}
