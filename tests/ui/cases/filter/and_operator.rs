// `&&` of Rust: rustc expects `bool` at each of its sides and in the result
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.title.eq("x") && t.done.is_true()).await;
}

fn main() {}
