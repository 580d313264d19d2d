// so are uuids
use supabase_orm::Client;
use ui::schema::User;

async fn f(db: Client, id: String) {
    let _ = db.from::<User>().select().filter(|u| u.id.eq(&id)).await;
}

fn main() {}
