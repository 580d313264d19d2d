// a required column is not given
use supabase_orm::Client;
use ui::schema::{Label, LabelInsert};

async fn f(db: Client) {
    let _ = db.from::<Label>().insert(LabelInsert { name: "x".into() }).await;
}

fn main() {}
