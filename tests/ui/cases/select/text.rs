// a select list as text
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().columns("id,title").await;
}

fn main() {}
