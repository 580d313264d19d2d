// a required column that may be left out
use supabase_orm::Insert;
use ui::schema::Label;

#[derive(Insert)]
#[table(Label)]
struct NewTag {
    name: String,
    #[table(omit_none)]
    r#type: Option<String>,
}

fn main() {}
