// assignments are for `update`
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().insert(|t| t.title.set("x")).await;
}

fn main() {}
