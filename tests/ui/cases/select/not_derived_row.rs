// a struct that nothing is derived for, inside a relation: the first error says it, the others follow from `Selectable` being
// implemented for every table at once
use supabase_orm::{Client, row};
use ui::schema::Task;

struct Tag {
    name: String,
}

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(|t| (t.id, t.labels.columns(row::<Tag>))).await;
}

fn main() {}
