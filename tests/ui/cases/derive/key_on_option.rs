// a primary key is never NULL
use supabase_orm::Table;

#[derive(Table)]
#[table(name = "cities")]
struct City {
    #[table(key)]
    id: Option<i64>,
}

fn main() {}
