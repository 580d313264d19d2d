// a write has no order
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().delete().filter(|t| t.done.is_true()).order(|t| t.id.asc()).await;
}

fn main() {}
