// a query is not a result before it is awaited
use supabase_orm::{Client, Result};
use ui::schema::Task;

async fn f(db: Client) -> Result<()> {
    let tasks = db.from::<Task>().select()?;
    Ok(())
}

fn main() {}
