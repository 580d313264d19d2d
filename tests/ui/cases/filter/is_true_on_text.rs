// a condition of booleans
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.title.is_true()).await;
}

fn main() {}
