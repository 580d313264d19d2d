// two types in one list: rustc's own message
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.id.in_([1, "2"])).await;
}

fn main() {}
