//! What the server says.

use super::{Hub, join::JoinReply};
use crate::{
    error::{RealtimeError, RealtimeErrorCode},
    realtime::{
        broadcast::{Carried, RawBroadcast},
        changes::RawChange,
        frame::{self, Event, Incoming},
        member::{Member, Phase, tell},
        presence::RawPresence,
        state::ChannelState,
        system::SystemMessage,
        transport::SocketMessage,
    },
};
use serde::Deserialize;
use serde_json::Value;
use std::time::SystemTime;
use tokio::time::Instant;

/// The payload of a reply.
#[derive(Deserialize)]
struct Reply {
    status: String,
    #[serde(default)]
    response: Value,
}

/// The payload of what ends a channel, if it says why.
#[derive(Deserialize)]
struct Reason {
    reason: Option<String>,
}

impl Reply {
    fn is_ok(&self) -> bool {
        self.status == "ok"
    }

    fn reason(&self) -> String {
        match self.response.get("reason").unwrap_or(&self.response) {
            Value::String(text) => text.clone(),
            Value::Null => "no reason given".to_owned(),
            other => other.to_string(),
        }
    }
}

/// Broadcasts that are remembered, where some may come twice.
const SEEN: usize = 1024;

impl Hub {
    /// One message of the server. What it does not understand it passes over: the server may be newer.
    pub(in crate::realtime) fn receive(&mut self, message: &SocketMessage, now: Instant) {
        self.heard = SystemTime::now();
        let frame = match frame::decode(self.options.protocol, message) {
            Ok(frame) => frame,
            Err(error) => return tracing::debug!(%error, "a message that is no frame"),
        };
        if frame.topic.as_str() == "phoenix" {
            let reply = serde_json::from_slice::<Reply>(&frame.payload);
            return self.heartbeat_answered(frame.reference, reply.is_ok_and(|r| r.is_ok()));
        }
        let Some(&id) = self.topics.get(frame.topic.as_str()) else { return };
        match frame.event {
            Event::Reply => self.reply(id, &frame, now),
            Event::Error => self.ended(id, &frame, "the server ended the channel with an error", now),
            Event::Close => self.ended(id, &frame, "the server closed the channel", now),
            Event::System => self.system(id, &frame, now),
            _ => {
                let read = self.members.get_mut(&id).map_or(Ok(()), |member| deliver(member, frame));
                if let Err(error) = read {
                    tracing::debug!(%error, "a message that cannot be read");
                }
            }
        }
    }

    fn reply(&mut self, id: u64, frame: &Incoming, now: Instant) {
        let Ok(reply) = serde_json::from_slice::<Reply>(&frame.payload) else { return };
        if let Some((_, answers)) = frame.reference.and_then(|r| self.acks.remove(&r)) {
            let name = self.members.get(&id).map_or("", |m| &m.name);
            let refused = || RealtimeError::refused(name, reply.reason());
            tell(answers, &if reply.is_ok() { Ok(()) } else { Err(refused()) });
            return;
        }
        let Some(member) = self.members.get(&id) else { return };
        match member.phase {
            Phase::Leaving => self.close_member(id, ChannelState::Closed, now),
            Phase::Joining if frame.reference == Some(member.join_ref) => {
                let joined = reply.is_ok().then(|| JoinReply::deserialize(&reply.response));
                match joined {
                    Some(Ok(joined)) => self.joined(id, &joined, now),
                    Some(Err(e)) => {
                        let message = format!("an answer to the join that cannot be read: {e}");
                        let refused = RealtimeError::refused(&member.name, message);
                        self.refuse(id, refused, now);
                    }
                    None => {
                        let refused = RealtimeError::refused(&member.name, reply.reason());
                        self.refuse(id, refused, now);
                    }
                }
            }
            _ => {}
        }
    }

    /// `phx_error`, or a `phx_close` that nobody asked for.
    fn ended(&mut self, id: u64, frame: &Incoming, message: &str, now: Instant) {
        // the first protocol says which join is meant as a reference
        let join_ref = frame.join_ref.or(frame.reference);
        let Some(member) = self.members.get(&id).filter(|m| m.is_current(join_ref)) else { return };
        match member.phase {
            Phase::Leaving => self.close_member(id, ChannelState::Closed, now),
            Phase::Joined | Phase::Joining => {
                let code = RealtimeErrorCode::Closed;
                let topic = member.name.to_string();
                let reason = serde_json::from_slice::<Reason>(&frame.payload).ok().and_then(|r| r.reason);
                let message =
                    reason.map_or_else(|| message.to_owned(), |reason| format!("{message}: {reason}"));
                let ended = RealtimeError::Refused { topic, code, message };
                self.refuse(id, ended, now);
            }
            // of a join that was given up
            Phase::Wanting | Phase::Retrying => {}
        }
    }

    fn system(&mut self, id: u64, frame: &Incoming, now: Instant) {
        let Ok(message) = serde_json::from_slice::<SystemMessage>(&frame.payload) else { return };
        let Some(member) = self.members.get_mut(&id).filter(|m| m.is_current(frame.join_ref)) else { return };
        member.listeners.system(&message);
        match (message.is_ok(), member.phase) {
            (true, Phase::Joined) if message.is_about_changes() => self.streaming(id),
            (false, Phase::Joined | Phase::Joining) => {
                let refused = RealtimeError::refused(&member.name, message.message);
                if !refused.is_retryable() {
                    // the server only says it, and keeps the channel
                    self.say(id, "phx_leave", "{}");
                }
                self.refuse(id, refused, now);
            }
            _ => {}
        }
    }
}

/// What is for the listeners of a channel.
fn deliver(member: &mut Member, frame: Incoming) -> Result<(), Box<dyn std::error::Error>> {
    if member.phase != Phase::Joined {
        return Ok(());
    }
    match frame.event {
        Event::Changes => {
            let (ids, change) = RawChange::decode(&frame.payload)?;
            let bindings: smallvec::SmallVec<[usize; 4]> =
                ids.iter().filter_map(|id| member.ids.get(id).copied()).collect();
            member.listeners.change(&bindings, &change);
        }
        Event::Broadcast => broadcast(member, &RawBroadcast::decode(&frame.payload)?),
        Event::UserBroadcast(head) => {
            let carried = Carried::Payload { payload: frame.payload, json: head.json, meta: head.meta };
            broadcast(member, &RawBroadcast { event: head.event, carried });
        }
        Event::PresenceState => present(member, &member.presence.whole(&frame.payload)?),
        Event::PresenceDiff => present(member, &member.presence.changed(&frame.payload)?),
        Event::Reply | Event::Close | Event::Error | Event::System | Event::Other => {}
    }
    Ok(())
}

/// What comes again after an interruption may have come before it.
fn broadcast(member: &mut Member, raw: &RawBroadcast) {
    if member.config.replay.is_some()
        && let Some(id) = raw.id()
    {
        if member.seen.contains(&id) {
            return;
        }
        if member.seen.len() >= SEEN {
            member.seen.pop_front();
        }
        member.seen.push_back(id);
    }
    member.listeners.broadcast(raw);
}

fn present(member: &mut Member, events: &[RawPresence]) {
    for event in events {
        member.listeners.presence(event);
    }
}
