// a cast names the SQL type
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(|t| t.id.cast::<String>()).await;
}

fn main() {}
