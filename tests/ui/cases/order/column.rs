// a column is not an order
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().order(|t| t.title).await;
}

fn main() {}
