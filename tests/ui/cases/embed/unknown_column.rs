// a misspelt column of the related table
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(|t| (t.id, t.labels.columns(|l| l.nmae))).await;
}

fn main() {}
