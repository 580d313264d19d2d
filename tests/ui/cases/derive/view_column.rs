// a column that the view does not have
use supabase_orm::Row;
use ui::schema::ActiveUser;

#[derive(Row)]
#[table(ActiveUser)]
struct Person {
    email: Option<String>,
    name: Option<String>,
}

fn main() {}
