// an aggregate of numbers
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(|t| t.title.sum()).await;
}

fn main() {}
