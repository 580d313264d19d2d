// nor rows
use supabase_orm::Client;
use ui::schema::Task;

async fn f(db: Client) {
    for task in db.from::<Task>().select() {}
}

fn main() {}
