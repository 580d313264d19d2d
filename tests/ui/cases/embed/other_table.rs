// a column of the outer table inside
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(|t| (t.id, t.labels.columns(|l| (l.name, t.title)))).await;
}

fn main() {}
