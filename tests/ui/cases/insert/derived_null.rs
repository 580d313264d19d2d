// NULL, and a wrong type
use supabase_orm::Insert;
use ui::schema::Label;

#[derive(Insert)]
#[table(Label)]
struct NewTag {
    name: Option<String>,
    r#type: i64,
}

fn main() {}
