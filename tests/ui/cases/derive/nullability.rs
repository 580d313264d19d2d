// NULL where no NULL is expected, and the other way round
use supabase_orm::Row;
use ui::schema::Task;

#[derive(Row)]
#[table(Task)]
struct Card {
    id: Option<i64>,
    note: String,
}

fn main() {}
