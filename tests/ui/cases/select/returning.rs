// `returning` belongs to writes
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().returning(|t| t.id).await;
}

fn main() {}
