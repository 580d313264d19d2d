// a type that is no table
use supabase_orm::Row;

struct Task {
    id: i64,
}

#[derive(Row)]
#[table(Task)]
struct Card {
    id: i64,
}

fn main() {}
