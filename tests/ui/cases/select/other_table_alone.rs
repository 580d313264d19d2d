// the same without a tuple
use supabase_orm::{Client, Table};
use ui::schema::{Task, User};

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(|_| User::COLUMNS.email).await;
}

fn main() {}
