// `flatten` takes rows of the same table
use supabase_orm::Row;
use ui::schema::{Task, User};

#[derive(Row)]
#[table(Task)]
struct Card {
    #[table(flatten)]
    user: User,
}

fn main() {}
