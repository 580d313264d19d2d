// both ends are included, so `0..10` is not taken
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().range(0..10).await;
}

fn main() {}
