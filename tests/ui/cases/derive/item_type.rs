// an item gives another type than the field has
use supabase_orm::Row;
use ui::schema::Project;

#[derive(Row)]
#[table(Project)]
struct Board {
    #[table(select = |p| p.tasks.count())]
    tasks: Vec<i64>,
    #[table(select = |p| p.budget.sum())]
    total: i64,
}

fn main() {}
