// the foreign key's column where the relation is meant
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
    project_id: Board,
}

fn main() {}
