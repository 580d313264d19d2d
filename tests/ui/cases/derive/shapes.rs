// rows are structs with named fields
use supabase_orm::{DbValue, Insert, Row, Table};
use ui::schema::Task;

#[derive(Row)]
#[table(Task)]
enum Card {
    Open,
}

#[derive(Insert)]
#[table(Task)]
struct NewTask(i64, String);

#[derive(Table)]
#[table(name = "cities")]
union City {
    id: i64,
}

#[derive(DbValue)]
struct Id {
    id: i64,
}

#[derive(Row)]
#[table(Task)]
struct Nothing {}

fn main() {}
