// a type that is not there
use supabase_orm::Row;

#[derive(Row)]
#[table(Tasks)]
struct Card {
    id: i64,
}

fn main() {}
