// the same with our `Null`
use supabase_orm::{Client, Null};
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.due.eq(Null)).await;
}

fn main() {}
