// nor is there anything to limit
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().limit(10).await;
}

fn main() {}
