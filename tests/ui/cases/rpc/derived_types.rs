// arguments have SQL types, and rows are those of a table
use supabase_orm::Function;

struct Point;

#[derive(Function)]
#[function(name = "near", returns = i32)]
struct Near {
    point: Point,
}

#[derive(Function)]
#[function(name = "points", rows = Point)]
struct Points {}

fn main() {}
