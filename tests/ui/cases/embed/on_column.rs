// options of a column
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().on(|t| t.title, |p| p.limit(1)).await;
}

fn main() {}
