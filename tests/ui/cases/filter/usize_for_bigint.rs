// an integer type that does not fit without loss
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client, seen: &[i64]) {
    let _ = db.from::<Task>().select().filter(|t| t.id.gt(seen.len())).await;
}

fn main() {}
