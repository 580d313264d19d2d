// a misspelt column; what is missing is not said before it is right
use supabase_orm::Insert;
use ui::schema::Label;

#[derive(Insert)]
#[table(Label)]
struct NewTag {
    name: String,
    typ: String,
}

fn main() {}
