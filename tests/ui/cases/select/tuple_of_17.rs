// tuples take 16 items
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db
        .from::<Task>()
        .columns(|t| {
            (t.id, t.id, t.id, t.id, t.id, t.id, t.id, t.id, t.id, t.id, t.id, t.id, t.id, t.id, t.id, t.id, t.id)
        })
        .await;
}

fn main() {}
