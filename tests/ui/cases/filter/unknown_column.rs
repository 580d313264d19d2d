// a misspelt column
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.titel.eq("x")).await;
}

fn main() {}
