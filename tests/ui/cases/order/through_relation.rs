// `t.projects.order(|p| p.name.asc())`
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().order(|t| t.projects.name.asc()).await;
}

fn main() {}
