// the same, with what comes after a filter
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().delete().returning(|t| t.id).await;
    let _ = db.from::<Task>().update(|t| t.done.set(true)).affected().await;
}

fn main() {}
