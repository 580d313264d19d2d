// the same with a struct of one's own: on its name
use supabase_orm::Insert;
use ui::schema::Label;

#[derive(Insert)]
#[table(Label)]
struct NewTag {
    name: String,
}

fn main() {}
