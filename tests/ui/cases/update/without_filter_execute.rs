// the same by name
use supabase_orm::Client;
use ui::schema::Task;

fn f(db: Client) {
    let _ = db.from::<Task>().delete().execute();
}

fn main() {}
