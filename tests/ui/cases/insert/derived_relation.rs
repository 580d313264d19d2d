// a relation is no column
use supabase_orm::Insert;
use ui::schema::Task;

#[derive(Insert)]
#[table(Task)]
struct NewTask {
    title: String,
    project_id: i64,
    labels: Vec<String>,
}

fn main() {}
