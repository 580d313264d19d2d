// full-text search of a number
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.priority.text_search("high")).await;
}

fn main() {}
