// a value of another date type
use chrono::NaiveDateTime;
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client, now: NaiveDateTime) {
    let _ = db.from::<Task>().select().filter(|t| t.starts.lte(now)).await;
}

fn main() {}
