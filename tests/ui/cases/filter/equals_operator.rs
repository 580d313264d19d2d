// `==` of Rust
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.title == "x").await;
}

fn main() {}
