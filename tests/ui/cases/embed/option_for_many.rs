// an `Option` for a relation to many
use supabase_orm::Row;
use ui::schema::{Label, Task};

#[derive(Row)]
#[table(Label)]
struct Tag {
    name: String,
}

#[derive(Row)]
#[table(Task)]
struct Card {
    title: String,
    labels: Option<Tag>,
}

fn main() {}
