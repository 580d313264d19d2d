// only `upsert` has conflicts
use supabase_orm::Client;
use ui::schema::{Label, LabelInsert};

async fn f(db: Client) {
    let row = LabelInsert { name: "x".into(), r#type: "y".into() };
    let _ = db.from::<Label>().insert(row).on_conflict(|k| k.labels_pkey).await;
}

fn main() {}
