// there is no `None` to omit
use supabase_orm::Insert;
use ui::schema::Label;

#[derive(Insert)]
#[table(Label)]
struct NewTag {
    name: String,
    #[table(omit_none)]
    r#type: String,
}

fn main() {}
