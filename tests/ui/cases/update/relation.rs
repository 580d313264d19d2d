// a relation is no column
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().update(|t| t.projects.set(1)).filter(|t| t.id.eq(1)).await;
}

fn main() {}
