// rows of another table
use supabase_orm::{Client, Row, row};
use ui::schema::{Task, User};

#[derive(Row)]
#[table(User)]
struct Person {
    email: String,
}

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(|t| (t.id, t.labels.columns(row::<Person>))).await;
}

fn main() {}
