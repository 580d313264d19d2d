// the same for several rows, and for an upsert
use supabase_orm::Client;
use ui::schema::{ActiveUser, UserInsert};

async fn f(db: Client, users: Vec<UserInsert>, user: UserInsert) {
    let _ = db.from::<ActiveUser>().insert_many(users).await;
    let _ = db.from::<ActiveUser>().upsert(user).await;
}

fn main() {}
