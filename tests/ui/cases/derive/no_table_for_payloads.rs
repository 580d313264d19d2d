// the same for inserts and patches
use supabase_orm::{Client, Insert, Patch};
use ui::schema::Task;

#[derive(Insert)]
struct NewTask {
    title: String,
}

#[derive(Patch)]
struct Edit {
    title: Option<String>,
}

async fn f(db: Client, new: NewTask, edit: Edit) {
    let _ = db.from::<Task>().insert(new).await;
    let _ = db.from::<Task>().update(|_| edit).filter(|t| t.id.eq(1)).await;
}

fn main() {}
