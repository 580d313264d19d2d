// a row where there may be none
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
    users: Person,
}

fn main() {}
