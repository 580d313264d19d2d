// the same without a tuple
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(|t| t.done.is_true()).await;
}

fn main() {}
