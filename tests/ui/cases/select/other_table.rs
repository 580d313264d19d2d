// a column of another table
use supabase_orm::{Client, Table};
use ui::schema::{Task, User};

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(|t| (t.id, User::COLUMNS.email)).await;
}

fn main() {}
