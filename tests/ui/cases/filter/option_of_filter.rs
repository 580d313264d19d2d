// a condition that may be missing: `filter_some`
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client, title: Option<&str>) {
    let _ = db.from::<Task>().select().filter(|t| title.map(|v| t.title.eq(v))).await;
}

fn main() {}
