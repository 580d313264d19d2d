use supabase_orm::Client;

struct Message;

async fn f(db: Client) {
    let mut channel = db.realtime().channel("messages");
    let _ = channel.on_changes::<Message>().stream();
}

fn main() {}
