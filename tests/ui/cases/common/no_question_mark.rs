// a result is not rows
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let tasks = db.from::<Task>().select().await;
    let n = tasks.len();
}

fn main() {}
