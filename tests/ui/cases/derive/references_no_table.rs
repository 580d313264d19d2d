// a foreign key to a type that is no table
use supabase_orm::Table;

struct Country;

#[derive(Table)]
#[table(name = "cities")]
struct City {
    id: i64,
    #[table(references = Country)]
    country_id: i64,
}

fn main() {}
