// a number against text, and text against a number
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.title.eq(5)).await;
    let _ = db.from::<Task>().select().filter(|t| t.priority.gte("high")).await;
}

fn main() {}
