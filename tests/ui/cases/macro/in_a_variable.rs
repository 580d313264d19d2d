// it must stand where it is used
use supabase_orm::{Client, select};
use ui::schema::Task;

async fn f(db: Client) {
    let columns = select!(id, title);
    let _ = db.from::<Task>().columns(columns).await;
}

fn main() {}
