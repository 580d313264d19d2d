// a view that cannot be written to
use supabase_orm::Insert;
use ui::schema::ActiveUser;

#[derive(Insert)]
#[table(ActiveUser)]
struct NewUser {
    email: String,
}

fn main() {}
