// the derive reads rows; serde's `Deserialize` is one too many
use serde::Deserialize;
use supabase_orm::Row;
use ui::schema::Task;

#[derive(Row, Deserialize)]
#[table(Task)]
struct Card {
    id: i64,
}

fn main() {}
