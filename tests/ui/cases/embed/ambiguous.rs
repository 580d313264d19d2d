// two foreign keys lead to `users`: the relations are `users_by_..`; once in a row, once in a query
use supabase_orm::{Client, Row, select};
use ui::schema::{Message, User};

#[derive(Row)]
#[table(User)]
struct Person {
    email: String,
}

#[derive(Row)]
#[table(Message)]
struct Mail {
    content: String,
    users: Person,
}

async fn f(db: Client) {
    let _ = db.from::<Message>().columns(select!("content, users(email)")).await;
}

fn main() {}
