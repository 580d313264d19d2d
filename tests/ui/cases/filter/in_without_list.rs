// one value, or several arguments, where `in_` takes a list: rustc's own messages (the second call has two)
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.id.in_(1)).await;
    let _ = db.from::<Task>().select().filter(|t| t.id.in_(1, 2)).await;
}

fn main() {}
