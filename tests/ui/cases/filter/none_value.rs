// NULL equals nothing: `is_null`
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.due.eq(None)).await;
}

fn main() {}
