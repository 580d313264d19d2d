// nor is this one
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client, id: Option<i64>) {
    let _ = db.from::<Task>().delete().filter_some(id, |t, v| t.id.eq(v)).await;
}

fn main() {}
