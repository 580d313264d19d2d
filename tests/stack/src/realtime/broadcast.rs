//! Messages from client to client.

use super::{
    frame::{Broadcast, Incoming, Outgoing, Payload},
    world::{Past, World},
};
use serde_json::{Value, json};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The largest payload.
const LIMIT: usize = 3000 * 1024;
/// Messages that a private channel keeps.
const KEPT: usize = 1000;

/// A client's broadcast.
pub(super) fn push(world: &mut World, id: u64, frame: &Incoming, broadcast: Broadcast, per_second: usize) {
    let topic = frame.topic.as_str();
    let Some(member) = world.member(topic, id) else { return };
    let (ack, own, private) = (member.ack, member.own, member.private);
    if broadcast.size() > LIMIT {
        if ack {
            world.say(id, Outgoing::reply(frame, "error", json!({"reason": "payload_size_exceeded"})));
        }
        return;
    }
    if is_too_fast(world, id, per_second) {
        return world.end_channel(topic, id, "Too many messages per second");
    }
    if ack {
        world.say(id, Outgoing::reply(frame, "ok", json!({})));
    }
    spread(world, topic, private, broadcast, (!own).then_some(id));
}

fn is_too_fast(world: &mut World, id: u64, per_second: usize) -> bool {
    let Some(socket) = world.socket(id) else { return false };
    let now = Instant::now();
    while socket.sent.front().is_some_and(|at| now.duration_since(*at) >= Duration::from_secs(1)) {
        socket.sent.pop_front();
    }
    socket.sent.push_back(now);
    socket.sent.len() > per_second
}

/// To all of a channel but one. Those of private channels are kept.
pub(super) fn spread(
    world: &mut World,
    topic: &str,
    private: bool,
    mut broadcast: Broadcast,
    without: Option<u64>,
) {
    if private {
        broadcast.meta = Some(json!({"id": uuid::Uuid::new_v4().to_string()}));
        let past = world.past.entry(topic.to_owned()).or_default();
        past.push(Past { at: millis(), broadcast: broadcast.clone() });
        let surplus = past.len().saturating_sub(KEPT);
        past.drain(..surplus);
    }
    for (id, _) in world.members(topic, private) {
        if Some(id) != without {
            world.say(id, frame(topic, broadcast.clone()));
        }
    }
}

fn frame(topic: &str, broadcast: Broadcast) -> Outgoing {
    Outgoing { payload: Payload::Push(broadcast), ..Outgoing::push(topic, "broadcast", Value::Null) }
}

/// The newest messages since a time, oldest first.
pub(super) fn replay(world: &World, topic: &str, id: u64, since: u64, limit: usize) {
    let past = world.past.get(topic).map(Vec::as_slice).unwrap_or_default();
    let wanted: Vec<&Past> = past.iter().filter(|past| past.at >= since).collect();
    for past in wanted.iter().skip(wanted.len().saturating_sub(limit)) {
        let mut broadcast = past.broadcast.clone();
        if let Some(meta) = broadcast.meta.as_mut().and_then(Value::as_object_mut) {
            meta.insert("replayed".to_owned(), json!(true));
        }
        world.say(id, frame(topic, broadcast));
    }
}

fn millis() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}
