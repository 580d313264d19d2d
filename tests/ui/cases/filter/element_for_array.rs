// one element where an array belongs
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.tags.contains("urgent")).await;
}

fn main() {}
