// the type that is annotated is another one
use supabase_orm::{Client, Result};
use ui::schema::{Task, User};

async fn f(db: Client) -> Result<()> {
    let users: Vec<User> = db.from::<Task>().select().await?;
    Ok(())
}

fn main() {}
