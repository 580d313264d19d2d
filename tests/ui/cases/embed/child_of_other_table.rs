// the row of the relation is one of another table
use supabase_orm::Row;
use ui::schema::{Task, User};

#[derive(Row)]
#[table(User)]
struct Person {
    email: String,
}

#[derive(Row)]
#[table(Task)]
struct Card {
    title: String,
    labels: Vec<Person>,
}

fn main() {}
