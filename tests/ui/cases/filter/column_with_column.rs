// PostgREST compares columns with values only
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.due.lt(t.starts)).await;
}

fn main() {}
