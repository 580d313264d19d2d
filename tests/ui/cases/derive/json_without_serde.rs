// `DbJson` needs serde's derives
use supabase_orm::DbJson;

#[derive(DbJson)]
struct Address {
    city: String,
}

fn main() {}
