// a row of another table
use supabase_orm::{Client, row};
use ui::schema::{Task, User};

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(row::<User>).await;
}

fn main() {}
