// rows of another table
use supabase_orm::{Client, row};
use ui::schema::{Task, User};

async fn f(db: Client) {
    let _ = db.from::<Task>().delete().filter(|t| t.id.eq(1)).returning(row::<User>).await;
}

fn main() {}
