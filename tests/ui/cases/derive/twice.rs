// an option, a table and a column that are given twice
use supabase_orm::{Insert, Row, Table};
use ui::schema::{Label, Task};

#[derive(Row)]
#[table(Task, Label)]
struct Card {
    #[table(column = "id", column = "title")]
    id: i64,
}

#[derive(Insert)]
#[table(Label)]
struct NewTag {
    name: String,
    #[table(column = "name")]
    title: String,
    r#type: String,
}

#[derive(Table)]
#[table(name = "cities")]
struct City {
    id: i64,
    #[table(column = "id")]
    key: i64,
}

fn main() {}
