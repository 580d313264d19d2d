// NULL for a column that has none
use supabase_orm::{Client, Null};
use ui::schema::Task;

async fn f(db: Client, title: Option<String>) {
    let _ = db.from::<Task>().update(|t| t.title.set(Null)).filter(|t| t.id.eq(1)).await;
    let _ = db.from::<Task>().update(|t| t.title.set(title)).filter(|t| t.id.eq(1)).await;
}

fn main() {}
