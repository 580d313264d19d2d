// `select` takes nothing, `columns` does: a closure without an expected type is rustc's first complaint
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select(|t| (t.id, t.title)).await;
}

fn main() {}
