// nor is text
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().order("title.desc").await;
}

fn main() {}
