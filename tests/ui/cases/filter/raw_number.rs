// `Raw` is text
use supabase_orm::{Client, Raw};
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.due.lt(Raw(5))).await;
}

fn main() {}
