// a view that cannot be written to
use supabase_orm::Client;
use ui::schema::{ActiveUser, UserInsert};

async fn f(db: Client, user: UserInsert) {
    let _ = db.from::<ActiveUser>().insert(user).await;
}

fn main() {}
