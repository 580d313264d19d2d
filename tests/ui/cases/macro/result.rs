// a column that was not selected, and a value of another type
use supabase_orm::{Client, Result, select};
use ui::schema::Task;

async fn f(db: Client) -> Result<()> {
    let tasks = db.from::<Task>().columns(select!(id, title, labels { name })).await?;
    let done = tasks[0].done;
    let title: i64 = tasks[0].title;
    Ok(())
}

fn main() {}
