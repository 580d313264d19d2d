// the patch of another table
use supabase_orm::{Client, Patch};
use ui::schema::{Task, User};

#[derive(Patch)]
#[table(User)]
struct Edit {
    email: Option<String>,
}

async fn f(db: Client, edit: Edit) {
    let _ = db.from::<Task>().update(|_| edit).filter(|t| t.id.eq(1)).await;
}

fn main() {}
