// a newtype of something that is no column type
use supabase_orm::DbValue;

struct Point(f64, f64);

#[derive(DbValue)]
struct Place(Point);

fn main() {}
