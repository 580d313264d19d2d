use supabase_orm::{Client, Table};
use ui::schema::{Project, Task};

async fn f(db: Client) {
    let mut channel = db.realtime().channel("tasks");
    let _ = channel.on_changes::<Task>().filter(|_| Project::COLUMNS.name.eq("x")).stream();
}

fn main() {}
