// a type that is no table: once as the table of the row, once where its columns are looked up
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
