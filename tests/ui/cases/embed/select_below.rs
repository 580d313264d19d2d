// `select` of a relation: `columns`
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(|t| (t.id, t.labels.select())).await;
}

fn main() {}
