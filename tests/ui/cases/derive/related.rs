// a relation is `Related`
use supabase_orm::{Related, Table};

#[derive(Table)]
#[table(name = "cities")]
struct City {
    #[table(key)]
    id: i64,
    #[table(many = City)]
    cities: Vec<City>,
    suburbs: Related,
}

fn main() {}
