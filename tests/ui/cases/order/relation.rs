// nor is a relation
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().order(|t| t.projects.asc()).await;
}

fn main() {}
