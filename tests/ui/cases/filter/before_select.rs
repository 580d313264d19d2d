// nothing is selected yet
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().filter(|t| t.done.is_true()).await;
}

fn main() {}
