// `select` takes nothing, `columns` does
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select(|t| (t.id, t.title)).await;
}

fn main() {}
