// a channel that is subscribed: what it listens to was said before
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let channel = db.realtime().channel("tasks").subscribe().await.unwrap();
    let _ = channel.on_changes::<Task>();
}

fn main() {}
