// a condition that may be missing is no condition
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client, id: Option<i64>) {
    let _ = db.from::<Task>().delete().filter(|t| id.map(|v| t.id.eq(v))).await;
}

fn main() {}
