// an enum's label as text
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.status.eq("open")).await;
}

fn main() {}
