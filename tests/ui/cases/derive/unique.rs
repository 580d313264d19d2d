// a unique key has columns of this table, each once, and a name of its own
use supabase_orm::{Related, Table};

#[derive(Table)]
#[table(name = "cities", unique(name, contry), unique(name, name), unique(name, cities), unique(handle))]
struct City {
    #[table(key)]
    id: i64,
    #[table(unique)]
    handle: String,
    #[table(unique = "name")]
    name: String,
    country: String,
    #[table(many = City, unique)]
    cities: Related,
}

#[derive(Table)]
#[table(name = "towns", unique, unique())]
struct Town {
    #[table(uniqe)]
    name: String,
}

fn main() {}
