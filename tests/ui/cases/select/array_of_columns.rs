// columns of different types stand in a tuple
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().columns(|t| [t.title, t.title]).await;
}

fn main() {}
