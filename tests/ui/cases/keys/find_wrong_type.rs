// a key of another type
use supabase_orm::Client;
use ui::schema::{Task, User};

async fn f(db: Client) {
    let _ = db.from::<Task>().find("1").await;
    let _ = db.from::<User>().find(1).await;
}

fn main() {}
