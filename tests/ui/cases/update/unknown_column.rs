// a misspelt column and a wrong value, in one go
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().update(|t| (t.titel.set("x"), t.done.set("yes"))).filter(|t| t.id.eq(1)).await;
}

fn main() {}
