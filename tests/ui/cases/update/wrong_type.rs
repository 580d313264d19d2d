// values of other types
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().update(|t| t.title.set(5)).filter(|t| t.id.eq(1)).await;
    let _ = db.from::<Task>().update(|t| t.due.set("2024-01-01")).filter(|t| t.id.eq(1)).await;
    let _ = db.from::<Task>().update(|t| t.project_id.set("x")).filter(|t| t.id.eq(1)).await;
    let _ = db.from::<Task>().update(|t| t.assignee_id.set("x")).filter(|t| t.id.eq(1)).await;
}

fn main() {}
