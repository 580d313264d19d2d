// what a derived function lacks or has too much of
use supabase_orm::Function;
use ui::schema::Task;

#[derive(Function)]
#[function(schema = "api")]
struct Nameless {
    a: i32,
}

#[derive(Function)]
#[function(name = "search", rows = Task, void)]
struct Search<'a> {
    #[function(default)]
    q: &'a str,
    #[function(argument = "q")]
    query: String,
    #[function(omit_none)]
    limit: Option<i32>,
    #[function(variadic, default)]
    tags: Option<Vec<String>>,
    #[function(variadic)]
    more: Vec<String>,
}

#[derive(Function)]
#[function(name = "total", rows = Task, sql = PgInt8, retuns = i64)]
struct Total;

#[derive(Function)]
#[function(Task)]
struct Touch(i64);

#[derive(Function)]
#[table(name = "touch", void)]
struct Helper {}

fn main() {}
