// a field of a patch may be left out
use supabase_orm::Patch;
use ui::schema::Task;

#[derive(Patch)]
#[table(Task)]
struct Edit {
    title: String,
    note: Option<i64>,
}

fn main() {}
