// nothing is selected yet
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().order(|t| t.title.asc()).await;
}

fn main() {}
