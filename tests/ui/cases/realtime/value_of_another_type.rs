use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let mut channel = db.realtime().channel("tasks");
    let _ = channel.on_changes::<Task>().update().filter(|t| t.title.eq(7)).stream();
}

fn main() {}
