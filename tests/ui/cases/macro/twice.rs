// two values cannot have one name
use supabase_orm::{Client, select};
use ui::schema::Message;

async fn f(db: Client) {
    let _ = db.from::<Message>().columns(select!(id, content, content)).await;
    let _ = db.from::<Message>().columns(select!(sender_id, sender_id { email })).await;
}

fn main() {}
