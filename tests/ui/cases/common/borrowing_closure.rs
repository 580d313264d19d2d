// a function that returns a closure moves what it uses
use supabase_orm::Select;
use ui::schema::Task;

fn f(word: &str) -> impl Fn(Select<Task, Task>) -> Select<Task, Task> {
    |tasks| tasks.filter(|t| t.title.eq(word))
}

fn main() {}
