use quickstart::schema::Instrument;
use supabase_orm::Client;

async fn find(db: &Client) -> supabase_orm::Result<Vec<Instrument>> {
    db.from::<Instrument>().select().filter(|i| i.nam.eq("violin")).await
}

fn main() {}
