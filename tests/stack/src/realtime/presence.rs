//! Who is in a channel.

use super::{
    frame::{Incoming, Outgoing},
    world::World,
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
pub(super) fn whole(world: &World, topic: &str) -> Value {
    let mut all: Map<String, Value> = Map::new();
    for (_, member) in world.members(topic) {
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
    let now = Instant::now();
    member.tracked.retain(|at| now.duration_since(*at) < WINDOW);
    member.tracked.push_back(now);
    if member.tracked.len() > CALLS {
        return world.end_channel(topic, id, "Client presence rate limit exceeded");
    }
    let was = member.presence.take();
    let key = member.presence_key.clone();
    let is_track = payload.get("event").and_then(Value::as_str) == Some("track");
    let joins = if is_track {
        let meta = payload.get("payload").and_then(Value::as_object).cloned().unwrap_or_default();
        // who tracks asks for presence
        member.presence_enabled = true;
        let now = Presence { reference, meta, previous: was.as_ref().map(|was| was.reference.clone()) };
        let joins = now.state(&key);
        member.presence = Some(now);
        joins
    } else {
        json!({})
    };
    let leaves = was.map_or(json!({}), |was| was.state(&key));
    world.say(id, Outgoing::reply(frame, "ok", json!({})));
    if joins != json!({}) || leaves != json!({}) {
        world.tell_presence(topic, "presence_diff", &json!({"joins": joins, "leaves": leaves}));
    }
}
