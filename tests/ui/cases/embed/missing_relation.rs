// `labels` has no relation to `users`: once in a row, once in a query
use supabase_orm::{Client, Row, select};
use ui::schema::{Label, User};

#[derive(Row)]
#[table(User)]
struct Person {
    email: String,
}

#[derive(Row)]
#[table(Label)]
struct Tag {
    name: String,
    users: Vec<Person>,
}

async fn f(db: Client) {
    let _ = db.from::<Label>().columns(select!(name, users { email })).await;
}

fn main() {}
