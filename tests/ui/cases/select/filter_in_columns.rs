// a condition is nothing to select
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(|t| (t.id, t.done.is_true())).await;
}

fn main() {}
