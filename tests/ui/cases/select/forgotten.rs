// `.select()` is forgotten
use supabase_orm::{Client, Result};
use ui::schema::Task;

async fn f(db: Client) -> Result<Vec<Task>> {
    db.from::<Task>().await
}

fn main() {}
