// misspelt and foreign words, each with what was probably meant
use supabase_orm::{Row, Table};
use ui::schema::Task;

#[derive(Row)]
#[table(Task)]
struct Card {
    #[table(rename = "id")]
    key: i64,
    #[table(flaten)]
    task: Task,
    #[table(nonsense)]
    title: String,
}

#[derive(Table)]
#[table(name = "cities", shema = "geo")]
struct City {
    #[table(primary_key)]
    id: i64,
}

fn main() {}
