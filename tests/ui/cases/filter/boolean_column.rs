// a boolean column is not a condition; `!t.done` is one
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.done).await;
}

fn main() {}
