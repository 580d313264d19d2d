// options of a relation that is not there
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().on(|t| t.label, |l| l.limit(1)).await;
}

fn main() {}
