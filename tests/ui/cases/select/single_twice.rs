// the mode is chosen once
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().single().single().await;
}

fn main() {}
