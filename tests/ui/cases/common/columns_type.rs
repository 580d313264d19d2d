// not the struct of its columns; two errors as in `not_a_table`
use supabase_orm::Client;
use ui::schema::TaskColumns;

async fn f(db: Client) {
    let _ = db.from::<TaskColumns>().select().await;
}

fn main() {}
