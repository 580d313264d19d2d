// `.single()` is forgotten
use supabase_orm::{Client, Result};
use ui::schema::Task;

async fn f(db: Client) -> Result<Task> {
    db.from::<Task>().select().filter(|t| t.id.eq(1)).await
}

fn main() {}
