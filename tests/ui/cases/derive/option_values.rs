// values of a wrong form
use supabase_orm::{Row, Table};
use ui::schema::Task;

#[derive(Row)]
#[table(Task)]
struct Card {
    #[table(column = title)]
    name: String,
    #[table(column)]
    note: Option<String>,
    #[table(select = t.title)]
    title: String,
    #[table(select = || 5)]
    five: i64,
    #[table(flatten = true)]
    task: Task,
}

#[derive(Table)]
#[table(name = "")]
struct City {
    id: i64,
}

fn main() {}
