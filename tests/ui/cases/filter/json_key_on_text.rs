// a path into a column that is not JSON
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.title.key("colour").eq("red")).await;
}

fn main() {}
