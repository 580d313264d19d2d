// a JSON path into text
use supabase_orm::{Client, select};
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(select!(title->colour)).await;
}

fn main() {}
