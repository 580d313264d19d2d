// a column of a related row: `t.projects.any(|p| p.name.eq("x"))`
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.projects.name.eq("x")).await;
}

fn main() {}
