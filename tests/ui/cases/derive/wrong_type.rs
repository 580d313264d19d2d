// types that the columns do not have
use supabase_orm::Row;
use ui::schema::Task;

#[derive(Row)]
#[table(Task)]
struct Card {
    id: String,
    priority: i16,
    tags: Vec<i64>,
    note: Option<i32>,
}

fn main() {}
