// a view that cannot be written to
use supabase_orm::Client;
use ui::schema::ActiveUser;

async fn f(db: Client) {
    let _ = db.from::<ActiveUser>().update(|u| u.email.set("x")).filter(|u| u.email.eq("y")).await;
    let _ = db.from::<ActiveUser>().delete().filter(|u| u.email.eq("y")).await;
}

fn main() {}
