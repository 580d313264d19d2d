// `contains` is for arrays, ranges and JSON; text has `like`
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.title.contains("x")).await;
}

fn main() {}
