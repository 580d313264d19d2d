//! Changes of the database: read from logical decoding, and given to the channels that listen and may see them.

mod condition;
mod database;
mod pgoutput;

use super::{frame::Outgoing, server::Shared, token::Claims};
use database::{Database, Table};
use pgoutput::{Change, Kind};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// What a channel listens to.
#[derive(Debug, Clone)]
pub(super) struct Subscription {
    id: u64,
    /// as the client has it
    binding: Value,
    event: String,
    schema: String,
    table: Option<String>,
    filter: Option<String>,
    select: Option<Vec<String>>,
    /// why it cannot be
    pub(super) fault: Option<String>,
}

impl Subscription {
    pub(super) fn of(binding: &Value) -> Self {
        let text = |name: &str| binding.get(name).and_then(Value::as_str).map(str::to_owned);
        let filter = text("filter").filter(|filter| !filter.is_empty());
        let fault = filter.as_deref().and_then(|filter| condition::parse(filter).err());
        let fault = fault.map(|why| {
            format!("Unable to subscribe to changes with given parameters. Please check Realtime is enabled for the given connect parameters: {binding}, {why}")
        });
        let select = binding.get("select").and_then(Value::as_array);
        let select = select.map(|all| all.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        Self {
            // one for equal bindings, as the real server has it
            id: checksum(&binding.to_string()),
            binding: binding.clone(),
            event: text("event").unwrap_or_else(|| "*".to_owned()),
            schema: text("schema").unwrap_or_else(|| "public".to_owned()),
            table: text("table").filter(|table| table != "*"),
            filter,
            select,
            fault,
        }
    }

    /// The binding with the id under which its changes come.
    pub(super) fn bound(&self) -> Value {
        let mut bound = self.binding.clone();
        if let Some(map) = bound.as_object_mut() {
            map.insert("id".to_owned(), json!(self.id));
        }
        bound
    }

    fn is_for(&self, change: &Change, table: &Table) -> bool {
        let event = self.event == "*" || self.event == change.kind.word();
        let schema = self.schema == "*" || self.schema == table.schema;
        event && schema && self.table.as_ref().is_none_or(|name| *name == table.name) && self.fault.is_none()
    }
}

/// FNV-1a, as far as numbers of JSON are exact.
fn checksum(text: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, mix) >> 12
}

/// How often the database is asked for what was committed.
const INTERVAL: Duration = Duration::from_millis(10);

/// The task that reads changes; it ends with the runtime of the double.
#[derive(Debug)]
pub(super) struct Replication;

impl Replication {
    /// Begins to read: what is committed from now on is seen.
    pub(super) async fn start(url: &str, shared: Arc<Shared>) -> Result<Self, tokio_postgres::Error> {
        let mut database = Database::connect(url).await?;
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(INTERVAL).await;
                // a database that is gone takes the stack with it
                let Ok(changes) = database.changes().await else { return };
                for change in changes {
                    let _ = spread(&shared, &mut database, &change).await;
                }
            }
        });
        Ok(Self)
    }
}

/// A channel that listens, and the ids under which it does.
struct Listener {
    topic: String,
    socket: u64,
    claims: Option<Claims>,
    subscriptions: Vec<Subscription>,
}

fn listeners(shared: &Shared, change: &Change, table: &Table) -> Vec<Listener> {
    let world = shared.world();
    let listener = |(topic, socket, member): (&str, u64, &super::world::Member)| {
        let subscriptions: Vec<Subscription> =
            member.subscriptions.iter().filter(|s| s.is_for(change, table)).cloned().collect();
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
async fn spread(
    shared: &Shared,
    database: &mut Database,
    change: &Change,
) -> Result<(), tokio_postgres::Error> {
    let Some(table) = database.table(change).await? else { return Ok(()) };
    let listeners = listeners(shared, change, &table);
    if listeners.is_empty() {
        return Ok(());
    }
    let record = database.row(&table, change.new.as_ref()).await?;
    let old = database.row(&table, change.old.as_ref()).await?;
    let mut seen: BTreeMap<String, bool> = BTreeMap::new();
    for listener in listeners {
        let role = listener.claims.as_ref().map_or("anon", |claims| claims.role.as_str());
        let who = listener.claims.as_ref().map_or(Value::Null, |claims| claims.json.clone());
        let data = if !database.may_select(&table, role).await? {
            refused(change, &table)
        } else {
            let key = format!("{role} {who}");
            let sees = match seen.get(&key) {
                Some(sees) => *sees,
                None => {
                    let sees = database.sees(&table, change, &record, role, &who).await?;
                    seen.insert(key, sees);
                    sees
                }
            };
            if !sees {
                continue;
            }
            data(change, &table, &record, &old)
        };
        let heard = heard(database, &table, &record, &listener.subscriptions, change.kind).await?;
        let (ids, columns) = heard;
        if !ids.is_empty() {
            let payload = json!({"ids": ids, "data": selected(data, columns.as_deref())});
            let said = Outgoing::push(&listener.topic, "postgres_changes", payload);
            shared.world().say(listener.socket, said);
        }
    }
    Ok(())
}

/// The ids under which a channel hears of a row, and the columns that it asks for.
async fn heard(
    database: &Database,
    table: &Table,
    record: &Map<String, Value>,
    subscriptions: &[Subscription],
    kind: Kind,
) -> Result<(Vec<u64>, Option<Vec<String>>), tokio_postgres::Error> {
    let (mut ids, mut columns) = (Vec::new(), None);
    for subscription in subscriptions {
        // deletes are not filtered
        let passes = match &subscription.filter {
            Some(filter) if kind != Kind::Delete => database.passes(table, record, filter).await?,
            _ => true,
        };
        if passes {
            ids.push(subscription.id);
            columns.clone_from(&subscription.select);
        }
    }
    Ok((ids, columns))
}

/// Only these columns of the rows.
fn selected(mut data: Value, columns: Option<&[String]>) -> Value {
    let Some(columns) = columns else { return data };
    for row in ["record", "old_record"] {
        if let Some(row) = data.get_mut(row).and_then(Value::as_object_mut) {
            row.retain(|name, _| columns.contains(name));
        }
    }
    data
}

fn data(change: &Change, table: &Table, record: &Map<String, Value>, old: &Map<String, Value>) -> Value {
    let mut data = head(change, table);
    let mut put =
        |name: &str, value: Value| data.as_object_mut().map(|map| map.insert(name.to_owned(), value));
    put("columns", table.columns());
    put("errors", Value::Null);
    if change.kind != Kind::Delete {
        put("record", json!(record));
    }
    if change.kind != Kind::Insert {
        let mut old = old.clone();
        if change.kind == Kind::Update && old.is_empty() {
            // the key did not change
            old = record.clone();
            old.retain(|name, _| table.key.contains(name));
        }
        if table.is_secured {
            // nobody may see what is gone
            old.retain(|name, _| table.key.contains(name));
        }
        put("old_record", json!(old));
    }
    data
}

/// What a role gets that may not select.
fn refused(change: &Change, table: &Table) -> Value {
    let mut data = head(change, table);
    if let Some(map) = data.as_object_mut() {
        map.insert("columns".to_owned(), json!([]));
        map.insert("errors".to_owned(), json!(["Error 401: Unauthorized"]));
        map.insert("record".to_owned(), json!({}));
        if change.kind != Kind::Insert {
            map.insert("old_record".to_owned(), json!({}));
        }
    }
    data
}

fn head(change: &Change, table: &Table) -> Value {
    json!({
        "schema": table.schema,
        "table": table.name,
        "type": change.kind.word(),
        "commit_timestamp": change.committed_at(),
    })
}
