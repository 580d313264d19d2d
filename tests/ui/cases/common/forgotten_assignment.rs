// and gives a new one
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client, id: Option<i64>) {
    let tasks = db.from::<Task>().select();
    if let Some(id) = id {
        tasks.filter(|t| t.id.eq(id));
    }
    let _ = tasks.await;
}

fn main() {}
