// a column of another table
use supabase_orm::{Client, Table};
use ui::schema::{Task, User};

async fn f(db: Client) {
    let _ = db.from::<Task>().update(|_| User::COLUMNS.email.set("x")).filter(|t| t.id.eq(1)).await;
}

fn main() {}
