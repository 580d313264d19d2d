// the same three levels down
use supabase_orm::Client;
use ui::schema::User;

async fn f(db: Client) {
    let _ = db
        .from::<User>()
        .columns(|u| {
            (u.email, u.projects.columns(|p| (p.name, p.tasks.columns(|t| (t.title, t.labels.columns(|l| (l.name, p.slug)))))))
        })
        .await;
}

fn main() {}
