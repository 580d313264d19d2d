// a view has no primary key
use supabase_orm::Client;
use ui::schema::ActiveUser;

async fn f(db: Client) {
    let _ = db.from::<ActiveUser>().find(1).await;
}

fn main() {}
