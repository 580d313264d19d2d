//! What listeners were told, in the words of the recordings.

use serde_json::{Map, Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};
use supabase_orm::{
    Error, Result,
    error::{ErrorKind, RealtimeError},
    realtime::{Broadcast, Change, ChannelState, Presence, PresenceEvent, SystemMessage},
};

/// What was told, by the names of the listeners.
#[derive(Clone, Default)]
pub(super) struct Told(Arc<Mutex<BTreeMap<String, Vec<Value>>>>);

impl Told {
    pub(super) fn add(&self, name: &str, what: Value) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(name.to_owned()).or_default().push(what);
    }

    pub(super) fn all(&self) -> BTreeMap<String, Vec<Value>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// `SUBSCRIBED`, `CLOSED`, or an error with its words; nothing for what the official client does not tell.
pub(super) fn state(state: &ChannelState) -> Vec<Value> {
    match state {
        ChannelState::Streaming => vec![json!(["SUBSCRIBED"])],
        ChannelState::Retrying(e) => vec![json!(["CHANNEL_ERROR", e.to_string()])],
        ChannelState::Failed(e) => vec![json!(["CHANNEL_ERROR", e.to_string()]), json!(["CLOSED"])],
        ChannelState::Disconnected => vec![json!(["CHANNEL_ERROR", "no connection"])],
        ChannelState::Closed => vec![json!(["CLOSED"])],
        _ => Vec::new(),
    }
}

pub(super) fn broadcast(broadcast: Broadcast<Value>) -> Value {
    let mut told = json!({ "event": broadcast.event, "payload": broadcast.payload });
    if let Some(id) = broadcast.meta.id {
        told["meta"] = json!({ "id": id, "replayed": broadcast.meta.replayed });
    }
    told
}

/// The parts of a change that both official clients tell.
pub(super) fn change(change: Result<Change<Value>>) -> Value {
    let change = match change {
        Ok(change) => change,
        Err(e) => return errors(&e),
    };
    let meta = change.meta();
    let old = change.old_row().and_then(|old| old.to_value().ok()).unwrap_or(json!({}));
    json!({
        "schema": meta.schema,
        "table": meta.table,
        "commit_timestamp": meta.committed_at,
        "type": change.event(),
        "new": change.new_row().cloned().unwrap_or(json!({})),
        "old": old,
    })
}

fn errors(e: &Error) -> Value {
    match e.kind() {
        ErrorKind::Realtime(RealtimeError::Change { messages, .. }) => json!({ "errors": messages }),
        _ => json!({ "errors": [e.to_string()] }),
    }
}

/// The same parts of a recorded one: Python's is the server's, JavaScript's has other names.
pub(super) fn recorded_change(recorded: &Value) -> Value {
    let data = recorded.get("data").unwrap_or(recorded);
    if data["errors"].is_array() {
        return json!({ "errors": data["errors"] });
    }
    let part = |python: &str, javascript: &str| {
        data.get(python).or_else(|| data.get(javascript)).cloned().unwrap_or(json!({}))
    };
    json!({
        "schema": data["schema"],
        "table": data["table"],
        "commit_timestamp": data["commit_timestamp"],
        "type": part("type", "eventType"),
        "new": part("record", "new"),
        "old": part("old_record", "old"),
    })
}

pub(super) fn presence(event: PresenceEvent<Map<String, Value>>) -> (&'static str, Value) {
    match event {
        PresenceEvent::Sync(state) => {
            let state: Map<String, Value> = state.into_iter().map(|(key, all)| (key, metas(all))).collect();
            ("sync", Value::Object(state))
        }
        PresenceEvent::Join { key, current, new } => ("join", json!([key, metas(current), metas(new)])),
        PresenceEvent::Leave { key, current, left } => ("leave", json!([key, metas(current), metas(left)])),
        _ => ("unknown", Value::Null),
    }
}

pub(super) fn metas(all: Vec<Presence<Map<String, Value>>>) -> Value {
    let meta = |presence: Presence<Map<String, Value>>| {
        let mut meta = presence.meta;
        meta.insert("presence_ref".to_owned(), presence.presence_ref.into());
        Value::Object(meta)
    };
    all.into_iter().map(meta).collect()
}

pub(super) fn system(message: &SystemMessage) -> Value {
    json!({
        "status": message.status,
        "message": message.message,
        "extension": message.extension,
        "channel": message.channel,
    })
}
