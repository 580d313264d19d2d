// a column that is no foreign key
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(|t| (t.id, t.title.columns(|p| p.name))).await;
}

fn main() {}
