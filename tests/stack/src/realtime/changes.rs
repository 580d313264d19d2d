//! Changes of the database: read from logical decoding, and given to the channels that listen and may see them.

mod condition;
mod database;
mod payload;
mod pgoutput;
mod subscription;

use super::{
    frame::Outgoing,
    join::{self, NO_DATABASE},
    server::Shared,
    token::Claims,
};
use database::{Database, Table, connect};
use payload::Rows;
use pgoutput::{Change, Kind};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
pub(super) use subscription::Subscription;
use tokio_postgres::{Client, Error};

/// How often the database is asked for what was committed.
const INTERVAL: Duration = Duration::from_millis(10);

/// How often a database that went away is looked for.
const PAUSE: Duration = Duration::from_millis(100);

/// The task that reads changes; it ends with the runtime of the double.
#[derive(Debug)]
pub(super) struct Replication {
    url: String,
    /// whether what is committed now is seen; changed under the lock of the world
    reads: Arc<AtomicBool>,
    /// asks whether a subscription can be
    client: tokio::sync::Mutex<Client>,
}

impl Replication {
    /// Begins to read: what is committed from now on is seen.
    pub(super) async fn start(url: &str, shared: Arc<Shared>) -> Result<Self, Error> {
        let (client, database) = (connect(url).await?, Database::connect(url).await?);
        let reads = Arc::new(AtomicBool::new(true));
        tokio::spawn(supervise(shared, url.to_owned(), database, reads.clone()));
        Ok(Self { url: url.to_owned(), reads, client: tokio::sync::Mutex::new(client) })
    }

    /// Whether what is committed now is seen. It stays so while the world is locked.
    pub(super) fn reads(&self) -> bool {
        self.reads.load(Ordering::SeqCst)
    }

    /// Why the first of these cannot be, in the server's words.
    pub(super) async fn check(&self, subscriptions: &[Subscription], role: &str) -> Result<(), String> {
        let mut client = self.client.lock().await;
        if client.is_closed() {
            *client = connect(&self.url).await.map_err(|_| NO_DATABASE.to_owned())?;
        }
        for subscription in subscriptions {
            match subscription.check(&client, role).await {
                Ok(None) => {}
                Ok(Some(fault)) => return Err(fault),
                Err(e) => return Err(e.as_db_error().map_or_else(|| e.to_string(), ToString::to_string)),
            }
        }
        Ok(())
    }
}

/// Reads, and begins again when the connection breaks. As with the real server what is committed in between is lost, and
/// every channel that listens is told again that it is subscribed.
async fn supervise(shared: Arc<Shared>, url: String, mut database: Database, reads: Arc<AtomicBool>) {
    loop {
        // it only ends with an error
        let _ = read(&shared, &mut database).await;
        {
            let _world = shared.world();
            reads.store(false, Ordering::SeqCst);
        }
        database = loop {
            match Database::connect(&url).await {
                Ok(database) => break database,
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        };
        let world = shared.world();
        reads.store(true, Ordering::SeqCst);
        for (topic, id, member) in world.all().filter(|(_, _, member)| !member.subscriptions.is_empty()) {
            world.say(id, join::subscribed(topic, &member.join_ref));
        }
    }
}

async fn read(shared: &Shared, database: &mut Database) -> Result<(), Error> {
    loop {
        tokio::time::sleep(INTERVAL).await;
        for change in database.changes().await? {
            match spread(shared, database, &change).await {
                // of a table that is gone by now
                Err(e) if e.code().is_some() => {}
                other => other?,
            }
        }
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
