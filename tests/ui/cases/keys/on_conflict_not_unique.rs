// only what is declared as unique is a key
use supabase_orm::{Client, Insert, Table};

#[derive(Table)]
#[table(name = "cities")]
struct City {
    #[table(key, default)]
    id: i64,
    #[table(unique)]
    handle: String,
    name: String,
}

#[derive(Insert)]
#[table(City)]
struct NewCity {
    handle: String,
    name: String,
}

async fn f(db: Client, city: NewCity) {
    let _ = db.from::<City>().upsert(city).on_conflict(|k| k.name).await;
}

fn main() {}
