// a misspelt column in an item
use supabase_orm::Row;
use ui::schema::Project;

#[derive(Row)]
#[table(Project)]
struct Board {
    #[table(select = |p| p.tasks.columns(|t| t.titel))]
    tasks: Vec<String>,
}

fn main() {}
