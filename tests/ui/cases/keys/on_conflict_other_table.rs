// a key of another table
use supabase_orm::{Client, Table};
use ui::schema::{Label, LabelInsert, User};

async fn f(db: Client) {
    let row = LabelInsert { name: "x".into(), r#type: "y".into() };
    let _ = db.from::<Label>().upsert(row).on_conflict(|_| User::KEYS.users_pkey).await;
}

fn main() {}
