// conditions of two tables in one
use supabase_orm::{Client, Table};
use ui::schema::{Task, User};

async fn f(db: Client) {
    let users = User::COLUMNS;
    let _ = db.from::<Task>().select().filter(|t| t.done.is_true() & users.email.eq("x")).await;
}

fn main() {}
