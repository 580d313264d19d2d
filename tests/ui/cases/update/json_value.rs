// `key` names a value inside: setting it would replace the whole column
use supabase_orm::{Client, Table};
use ui::schema::Project;

async fn f(db: Client) {
    let meta = Project::COLUMNS.meta;
    let _ = db.from::<Project>().update(|_| meta.key_text("colour").set("red")).filter(|p| p.id.eq(1)).await;
}

fn main() {}
