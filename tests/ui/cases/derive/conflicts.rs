// options that exclude each other
use supabase_orm::{Related, Row, Table};
use ui::schema::Task;

#[derive(Row)]
#[table(Task)]
struct Card {
    #[table(column = "title", select = |t| t.title)]
    name: String,
    #[table(flatten, column = "id")]
    task: Task,
}

#[derive(Table)]
#[table(name = "cities")]
struct City {
    #[table(generated, default)]
    id: i64,
    #[table(many = City, key)]
    cities: Related,
}

fn main() {}
