// `any` belongs to relations
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    let _ = db.from::<Task>().select().filter(|t| t.title.any(|p| p.name.eq("x"))).await;
}

fn main() {}
