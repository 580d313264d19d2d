// NULL for a column that has none
use supabase_orm::{Change, Patch};
use ui::schema::Task;

#[derive(Patch)]
#[table(Task)]
struct Edit {
    title: Change<String>,
}

fn main() {}
