// `DbJson` needs serde's derives: one error for each
use supabase_orm::DbJson;

#[derive(DbJson)]
struct Address {
    city: String,
}

fn main() {}
