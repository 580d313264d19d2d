//! Channels.

use supabase_orm::{
    Client, Result,
    realtime::{Change, Event},
};
use ui::schema::Task;

/// Listens before it subscribes, to changes of the table whose columns it names.
///
/// # Errors
/// When the channel is refused.
pub async fn follow(db: Client) -> Result<Vec<String>> {
    let mut channel = db.realtime().channel("tasks");
    let mut changes = channel.on_changes::<Task>().update().filter(|t| t.title.eq("x")).stream();
    let channel = channel.subscribe().await?;
    let mut titles = Vec::new();
    while let Some(event) = changes.next().await {
        if let Event::Message(Change::Update { new, .. }) = event? {
            titles.push(new.title);
        }
    }
    channel.unsubscribe().await?;
    Ok(titles)
}
