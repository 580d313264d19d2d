// `Null`, or `None::<T>`: rustc asks for the type twice, for the `None` and for what `set` takes
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().update(|t| t.due.set(None)).filter(|t| t.id.eq(1)).await;
}

fn main() {}
