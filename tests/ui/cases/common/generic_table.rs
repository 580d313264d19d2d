// generic code names what it needs
use supabase_orm::{Client, Result, Table};

async fn get<T: Table>(db: &Client, key: i64) -> Result<Option<T>> {
    db.from::<T>().find(key).await
}

async fn clear<T: Table>(db: &Client) -> Result<()> {
    db.from::<T>().delete().all_rows().await
}

fn main() {}
