// a type belongs to `derive(Row)`
use supabase_orm::Table;
use ui::schema::Task;

#[derive(Table)]
#[table(Task)]
struct Card {
    id: i64,
}

fn main() {}
