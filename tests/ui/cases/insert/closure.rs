// assignments are for `update`: rustc gets no further than the type of the closure's parameter
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().insert(|t| t.title.set("x")).await;
}

fn main() {}
