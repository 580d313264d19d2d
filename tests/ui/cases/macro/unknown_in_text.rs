// the same as text: the whole literal is underlined
use supabase_orm::{Client, select};
use ui::schema::Message;

async fn f(db: Client) {
    let _ = db.from::<Message>().columns(select!("content, from:sender_id(emial)")).await;
}

fn main() {}
