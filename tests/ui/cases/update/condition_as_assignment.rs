// `eq` for `set`
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().update(|t| t.title.eq("x")).filter(|t| t.id.eq(1)).await;
}

fn main() {}
