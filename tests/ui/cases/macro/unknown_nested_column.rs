// a misspelt column two levels down
use supabase_orm::{Client, select};
use ui::schema::User;

async fn f(db: Client) {
    let _ = db.from::<User>().columns(select!(email, projects { name, tasks { titel } })).await;
}

fn main() {}
