// rows own what they hold
use supabase_orm::Row;
use ui::schema::Task;

#[derive(Row)]
#[table(Task)]
struct Card<'a> {
    title: &'a str,
}

fn main() {}
