// words that exist, but not here
use supabase_orm::{Insert, Row};
use ui::schema::Label;

#[derive(Row)]
#[table(Label)]
struct Tag {
    #[table(key)]
    id: i64,
}

#[derive(Insert)]
#[table(Label)]
struct NewTag {
    name: String,
    #[table(column = "type", select = |l| l.name)]
    kind: String,
}

fn main() {}
