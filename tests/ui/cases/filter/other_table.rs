// a column of another table
use supabase_orm::{Client, Table};
use ui::schema::{Task, User};

async fn f(db: Client) {
    let users = User::COLUMNS;
    let _ = db.from::<Task>().select().filter(|_| users.email.eq("x")).await;
}

fn main() {}
