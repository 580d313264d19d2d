// a column has no columns
use supabase_orm::{Client, select};
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(select!(id, title { name })).await;
}

fn main() {}
