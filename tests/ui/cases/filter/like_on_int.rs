// a pattern against a number
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.id.like("%1%")).await;
}

fn main() {}
