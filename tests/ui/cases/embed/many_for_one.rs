// a `Vec` for a relation to one
use supabase_orm::Row;
use ui::schema::{Project, Task};

#[derive(Row)]
#[table(Project)]
struct Board {
    name: String,
}

#[derive(Row)]
#[table(Task)]
struct Card {
    title: String,
    projects: Vec<Board>,
}

fn main() {}
