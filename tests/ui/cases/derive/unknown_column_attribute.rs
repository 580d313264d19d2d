// the same in an option
use supabase_orm::Row;
use ui::schema::Task;

#[derive(Row)]
#[table(Task)]
struct Card {
    id: i64,
    #[table(column = "titel")]
    name: String,
}

fn main() {}
