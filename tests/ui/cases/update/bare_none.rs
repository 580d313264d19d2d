// `Null`, or `None::<T>`
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().update(|t| t.due.set(None)).filter(|t| t.id.eq(1)).await;
}

fn main() {}
