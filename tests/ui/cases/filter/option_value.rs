// an `Option` is not a value: `is_null`, or `filter_some`
use chrono::NaiveDate;
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client, due: Option<NaiveDate>) {
    let _ = db.from::<Task>().select().filter(|t| t.due.eq(due)).await;
}

fn main() {}
