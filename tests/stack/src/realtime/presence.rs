//! Who is in a channel.

use super::{
    frame::{Incoming, Outgoing},
    world::{Member, World},
};
use serde_json::{Map, Value, json};
use std::time::{Duration, Instant};

/// What a client tracks.
#[derive(Debug, Clone)]
pub(super) struct Presence {
    reference: String,
    meta: Map<String, Value>,
    previous: Option<String>,
}

impl Presence {
    /// `{"key":{"metas":[..]}}`
    pub(super) fn state(&self, key: &str) -> Value {
        json!({ key: {"metas": [self.meta()]} })
    }

    fn meta(&self) -> Value {
        let mut meta = self.meta.clone();
        meta.insert("phx_ref".to_owned(), json!(self.reference));
        if let Some(previous) = &self.previous {
            meta.insert("phx_ref_prev".to_owned(), json!(previous));
        }
        Value::Object(meta)
    }
}

/// All who are in a channel: `{"key":{"metas":[..]}}`.
pub(super) fn whole(world: &World, topic: &str, private: bool) -> Value {
    let mut all: Map<String, Value> = Map::new();
    for (_, member) in world.members(topic, private) {
        let Some(presence) = &member.presence else { continue };
        let entry = all.entry(member.presence_key.clone()).or_insert_with(|| json!({"metas": []}));
        if let Some(metas) = entry.get_mut("metas").and_then(Value::as_array_mut) {
            metas.push(presence.meta());
        }
    }
    Value::Object(all)
}

/// Calls of `track` and `untrack` of a client within half a minute.
const CALLS: usize = 5;
const WINDOW: Duration = Duration::from_secs(30);

/// `track` and `untrack`.
pub(super) fn call(world: &mut World, id: u64, frame: &Incoming, payload: &Value) {
    let reference = format!("F{}", world.next());
    let topic = frame.topic.as_str();
    let Some(member) = world.member(topic, id) else { return };
    if is_too_often(member) {
        return world.end_channel(topic, id, "Client presence rate limit exceeded");
    }
    let private = member.private;
    let diff = match payload.get("event").and_then(Value::as_str).map(str::to_ascii_lowercase).as_deref() {
        Some("track") => track(member, reference, payload.get("payload")),
        Some("untrack") => Ok(untrack(member)),
        Some(_) => Err(json!({})),
        None => Ok(None),
    };
    match diff {
        Ok(diff) => {
            world.say(id, Outgoing::reply(frame, "ok", json!({})));
            if let Some(diff) = diff {
                world.tell_presence(topic, private, &diff);
            }
        }
        Err(response) => world.say(id, Outgoing::reply(frame, "error", response)),
    }
}

fn is_too_often(member: &mut Member) -> bool {
    let now = Instant::now();
    member.tracked.retain(|at| now.duration_since(*at) < WINDOW);
    member.tracked.push_back(now);
    member.tracked.len() > CALLS
}

/// Who comes or is another now; the same again is nothing new.
fn track(member: &mut Member, reference: String, payload: Option<&Value>) -> Result<Option<Value>, Value> {
    let meta = match payload {
        None => Map::new(),
        Some(Value::Object(meta)) => meta.clone(),
        Some(_) => return Err(json!({"reason": "Presence track payload must be a map"})),
    };
    // who tracks asks for presence
    member.presence_enabled = true;
    let was = member.presence.take();
    if was.as_ref().is_some_and(|was| was.meta == meta) {
        member.presence = was;
        return Ok(None);
    }
    let key = &member.presence_key;
    let now = Presence { reference, meta, previous: was.as_ref().map(|was| was.reference.clone()) };
    let leaves = was.map_or(json!({}), |was| was.state(key));
    let diff = json!({"joins": now.state(key), "leaves": leaves});
    member.presence = Some(now);
    Ok(Some(diff))
}

fn untrack(member: &mut Member) -> Option<Value> {
    let was = member.presence.take()?;
    Some(json!({"joins": {}, "leaves": was.state(&member.presence_key)}))
}
