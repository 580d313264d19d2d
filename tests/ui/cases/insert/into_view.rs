// a view that cannot be written to; the payload of its table is not one of the view either, which is the second error
use supabase_orm::Client;
use ui::schema::{ActiveUser, UserInsert};

async fn f(db: Client, user: UserInsert) {
    let _ = db.from::<ActiveUser>().insert(user).await;
}

fn main() {}
