// a misspelt column
use supabase_orm::Row;
use ui::schema::Task;

#[derive(Row)]
#[table(Task)]
struct Card {
    id: i64,
    titel: String,
}

fn main() {}
