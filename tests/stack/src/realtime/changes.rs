//! Changes of the database: read from logical decoding, and given to the channels that listen and may see them.

mod condition;
mod database;
mod payload;
mod pgoutput;
mod subscription;

use super::{frame::Outgoing, server::Shared, token::Claims};
use database::{Database, Table, connect};
use payload::Rows;
use pgoutput::{Change, Kind};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};
pub(super) use subscription::Subscription;
use tokio_postgres::{Client, Error};

/// How often the database is asked for what was committed.
const INTERVAL: Duration = Duration::from_millis(10);

/// The task that reads changes; it ends with the runtime of the double.
pub(super) struct Replication {
    /// asks whether a subscription can be
    client: Client,
}

impl std::fmt::Debug for Replication {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Replication").finish_non_exhaustive()
    }
}

impl Replication {
    /// Begins to read: what is committed from now on is seen.
    pub(super) async fn start(url: &str, shared: Arc<Shared>) -> Result<Self, Error> {
        let client = connect(url).await?;
        let mut database = Database::connect(url).await?;
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(INTERVAL).await;
                let changes = match database.changes().await {
                    Ok(changes) => changes,
                    // nothing was taken from the slot: it is asked again
                    Err(e) if e.code().is_some() => continue,
                    // a database that is gone takes the stack with it
                    Err(_) => return,
                };
                for change in changes {
                    // of a table that is gone by now
                    let _ = spread(&shared, &mut database, &change).await;
                }
            }
        });
        Ok(Self { client })
    }

    /// Why the first of these cannot be, in the server's words.
    pub(super) async fn check(&self, subscriptions: &[Subscription], role: &str) -> Result<(), String> {
        for subscription in subscriptions {
            match subscription.check(&self.client, role).await {
                Ok(None) => {}
                Ok(Some(fault)) => return Err(fault),
                Err(e) => return Err(e.as_db_error().map_or_else(|| e.to_string(), ToString::to_string)),
            }
        }
        Ok(())
    }
}

fn ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A channel that listens, and what it listens to.
struct Listener {
    topic: String,
    socket: u64,
    claims: Claims,
    subscriptions: Vec<Subscription>,
}

fn listeners(shared: &Shared, change: &Change, table: &Table) -> Vec<Listener> {
    let world = shared.world();
    let listener = |(topic, socket, member): (&str, u64, &super::world::Member)| {
        let subscriptions: Vec<Subscription> =
            member.subscriptions.iter().filter(|s| s.is_for(change.kind, table)).cloned().collect();
        (!subscriptions.is_empty()).then(|| Listener {
            topic: topic.to_owned(),
            socket,
            claims: member.claims.clone(),
            subscriptions,
        })
    };
    world.all().filter_map(listener).collect()
}

/// Gives a change to whoever listens to it and may see it.
async fn spread(shared: &Shared, database: &mut Database, change: &Change) -> Result<(), Error> {
    let Some(table) = database.table(change).await? else { return Ok(()) };
    let listeners = listeners(shared, change, &table);
    if listeners.is_empty() {
        return Ok(());
    }
    let rows = Rows {
        new: database.row(&table, change.new.as_ref()).await?,
        old: database.row(&table, change.old.as_ref()).await?,
    };
    let mut seen: BTreeMap<String, bool> = BTreeMap::new();
    for listener in listeners {
        let selectable = database.selectable(&table, &listener.claims.role).await?;
        if let Some(why) = payload::refusal(change, &table, &selectable) {
            // whatever is filtered: it is of the table
            let ids = listener.subscriptions.iter().map(|s| s.id).collect();
            tell(shared, &listener, &ids, &payload::refused(change, &table, why));
            continue;
        }
        let who = format!("{} {}", listener.claims.role, listener.claims.json);
        let sees = match seen.get(&who) {
            Some(sees) => *sees,
            None => database.sees(&table, change, &rows.new, &listener.claims).await?,
        };
        seen.insert(who, sees);
        if !sees {
            continue;
        }
        for (select, subscriptions) in by_select(&listener.subscriptions) {
            let ids = heard(shared, database, &table, &rows, &subscriptions, change.kind).await?;
            tell(shared, &listener, &ids, &payload::data(change, &table, &rows, &selectable, select));
        }
    }
    Ok(())
}

fn tell(shared: &Shared, listener: &Listener, ids: &BTreeSet<u64>, data: &Value) {
    if !ids.is_empty() {
        let told = json!({"ids": ids, "data": data});
        let told = Outgoing::push(&listener.topic, "postgres_changes", told);
        shared.world().say(listener.socket, told);
    }
}

/// Bindings of the same columns are told together.
fn by_select(subscriptions: &[Subscription]) -> BTreeMap<Option<&BTreeSet<String>>, Vec<&Subscription>> {
    let mut groups: BTreeMap<_, Vec<&Subscription>> = BTreeMap::new();
    for subscription in subscriptions {
        groups.entry(subscription.select.as_ref()).or_default().push(subscription);
    }
    groups
}

/// The ids of those whose filter the row passes.
async fn heard(
    shared: &Shared,
    database: &Database,
    table: &Table,
    rows: &Rows,
    subscriptions: &[&Subscription],
    kind: Kind,
) -> Result<BTreeSet<u64>, Error> {
    let all_deletes = !shared.faults().deletes_filtered;
    let mut ids = BTreeSet::new();
    for subscription in subscriptions {
        let passes = match kind {
            Kind::Delete if all_deletes => true,
            Kind::Delete => database.passes(table, &rows.old, &subscription.terms).await?,
            _ => database.passes(table, &rows.new, &subscription.terms).await?,
        };
        if passes {
            ids.insert(subscription.id);
        }
    }
    Ok(ids)
}
