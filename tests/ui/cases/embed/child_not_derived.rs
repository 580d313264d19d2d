// two errors: as a field it must hold the relation, and it must be readable
use supabase_orm::Row;
use ui::schema::Task;

struct Tag {
    name: String,
}

#[derive(Row)]
#[table(Task)]
struct Card {
    title: String,
    labels: Vec<Tag>,
}

fn main() {}
