// a primary key of two columns
use supabase_orm::Client;
use ui::schema::TaskLabel;

async fn f(db: Client) {
    let _ = db.from::<TaskLabel>().find((1, 2)).await;
}

fn main() {}
