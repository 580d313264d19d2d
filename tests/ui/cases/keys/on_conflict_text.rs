// nor text
use supabase_orm::Client;
use ui::schema::{Label, LabelInsert};

async fn f(db: Client) {
    let row = LabelInsert { name: "x".into(), r#type: "y".into() };
    let _ = db.from::<Label>().upsert(row).on_conflict("name").await;
}

fn main() {}
