// a patch stands in a closure
use supabase_orm::{Client, Patch};
use ui::schema::Task;

#[derive(Patch)]
#[table(Task)]
struct Edit {
    title: Option<String>,
}

async fn f(db: Client, edit: Edit) {
    let _ = db.from::<Task>().update(edit).filter(|t| t.id.eq(1)).await;
}

fn main() {}
