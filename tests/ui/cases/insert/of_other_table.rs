// the payload of another table
use supabase_orm::Client;
use ui::schema::{LabelInsert, Task};

async fn f(db: Client, label: LabelInsert) {
    let _ = db.from::<Task>().insert(label).await;
}

fn main() {}
