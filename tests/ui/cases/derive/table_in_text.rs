// forms of the attribute that other crates have
use supabase_orm::{Row, Table};

#[derive(Row)]
#[table("tasks")]
struct Card {
    id: i64,
}

#[derive(Table)]
#[table = "tasks"]
struct Task {
    id: i64,
}

fn main() {}
