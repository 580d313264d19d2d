// a fault in the text
use supabase_orm::{Client, select};
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(select!("id, labels(name")).await;
    let _ = db.from::<Task>().columns(select!("id, ->x")).await;
    let _ = db.from::<Task>().columns(select!("")).await;
}

fn main() {}
