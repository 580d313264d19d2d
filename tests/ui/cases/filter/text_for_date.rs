// dates are values, not text
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.due.lt("2024-01-01")).await;
}

fn main() {}
