// a query that is never awaited
#![deny(unused_must_use)]
use supabase_orm::Client;
use ui::schema::Task;

fn f(db: Client) {
    db.from::<Task>().select();
    db.from::<Task>().delete();
    db.from::<Task>().delete().filter(|t| t.id.eq(1));
}

fn main() {}
