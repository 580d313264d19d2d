// `name` belongs to `derive(Table)`
use supabase_orm::Row;

#[derive(Row)]
#[table(name = "tasks")]
struct Card {
    id: i64,
}

fn main() {}
