// a struct that is no patch
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client, task: Task) {
    let _ = db.from::<Task>().update(|_| task).filter(|t| t.id.eq(1)).await;
}

fn main() {}
