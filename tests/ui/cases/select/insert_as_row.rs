// the payload of an insert is not a row; two errors as in `not_a_table`
use supabase_orm::Client;
use ui::schema::TaskInsert;

async fn f(db: Client) {
    let _ = db.from::<TaskInsert>().select().await;
}

fn main() {}
