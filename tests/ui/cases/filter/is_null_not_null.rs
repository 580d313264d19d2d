// a column that is never NULL
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.starts.is_null()).await;
}

fn main() {}
