// a field type that says nothing about its SQL type
use supabase_orm::Table;

struct Point(f64, f64);

#[derive(Table)]
#[table(name = "cities")]
struct City {
    id: i64,
    place: Point,
}

fn main() {}
