// a derived row of no table, deep inside
use supabase_orm::{Client, row};
use ui::schema::Task;

struct Tag {
    name: String,
}

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(|t| (t.id, t.labels.columns(row::<Tag>))).await;
}

fn main() {}
