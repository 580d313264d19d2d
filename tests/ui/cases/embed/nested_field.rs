// a wrong type two structs down: said once, there
use supabase_orm::{Client, Row};
use ui::schema::{Project, Task, User};

#[derive(Row)]
#[table(User)]
struct Person {
    email: String,
    projects: Vec<Board>,
}

#[derive(Row)]
#[table(Project)]
struct Board {
    name: String,
    tasks: Vec<Card>,
}

#[derive(Row)]
#[table(Task)]
struct Card {
    title: String,
    due: String,
}

async fn f(db: Client) {
    let _ = db.from::<Person>().select().await;
}

fn main() {}
