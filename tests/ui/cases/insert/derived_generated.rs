// a generated column
use supabase_orm::Insert;
use ui::schema::Project;
use uuid::Uuid;

#[derive(Insert)]
#[table(Project)]
struct NewProject {
    name: String,
    owner_id: Uuid,
    slug: String,
}

fn main() {}
