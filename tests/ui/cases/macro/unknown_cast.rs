// no such SQL type
use supabase_orm::{Client, select};
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(select!(id::string)).await;
}

fn main() {}
