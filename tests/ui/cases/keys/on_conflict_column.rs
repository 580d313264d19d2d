// `on_conflict` names a key, not a column
use supabase_orm::Client;
use ui::schema::{Label, LabelInsert};

async fn f(db: Client) {
    let row = LabelInsert { name: "x".into(), r#type: "y".into() };
    let _ = db.from::<Label>().upsert(row).on_conflict(|k| k.name).await;
}

fn main() {}
