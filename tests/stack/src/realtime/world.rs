//! Who is connected, who is in which channel, and what was said there.

use super::{
    changes::Subscription,
    frame::{Broadcast, Outgoing},
    presence::Presence,
    token::Claims,
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
    time::Instant,
};
use tokio::sync::mpsc;

/// What a socket's task is told.
#[derive(Debug)]
pub(super) enum Say {
    Frame(Outgoing),
    /// the end: with a code, or without a word
    End(Option<u16>),
}

/// A socket.
#[derive(Debug)]
pub(super) struct Socket {
    pub(super) say: mpsc::UnboundedSender<Say>,
    /// when the broadcasts of the last second came
    pub(super) sent: VecDeque<Instant>,
}

/// A channel of a socket.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) join_ref: Value,
    pub(super) claims: Claims,
    pub(super) private: bool,
    pub(super) ack: bool,
    pub(super) own: bool,
    pub(super) presence_enabled: bool,
    pub(super) presence_key: String,
    pub(super) presence: Option<Presence>,
    /// when the presence calls of the last half minute came
    pub(super) tracked: VecDeque<Instant>,
    pub(super) subscriptions: Vec<Subscription>,
}

/// A message of a private channel that may be asked for again.
#[derive(Debug, Clone)]
pub(super) struct Past {
    /// milliseconds since 1970
    pub(super) at: u64,
    pub(super) broadcast: Broadcast,
}

/// Who is connected, who is in which channel, and what was said there.
#[derive(Debug, Default)]
pub(super) struct World {
    sockets: BTreeMap<u64, Socket>,
    /// by topic and socket
    members: BTreeMap<String, BTreeMap<u64, Member>>,
    pub(super) past: BTreeMap<String, Vec<Past>>,
    last: u64,
}

impl World {
    /// A number that was not given before.
    pub(super) fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    pub(super) fn connect(&mut self, socket: Socket) -> u64 {
        let id = self.next();
        self.sockets.insert(id, socket);
        id
    }

    /// The socket is gone, and with it its channels.
    pub(super) fn disconnect(&mut self, id: u64) {
        self.sockets.remove(&id);
        let topics: Vec<String> = self
            .members
            .iter()
            .filter(|(_, of)| of.contains_key(&id))
            .map(|(topic, _)| topic.clone())
            .collect();
        for topic in topics {
            self.leave(&topic, id);
        }
    }

    pub(super) fn sockets(&self) -> usize {
        self.sockets.len()
    }

    pub(super) fn socket(&mut self, id: u64) -> Option<&mut Socket> {
        self.sockets.get_mut(&id)
    }

    pub(super) fn join(&mut self, topic: &str, id: u64, member: Member) {
        self.members.entry(topic.to_owned()).or_default().insert(id, member);
    }

    /// Out of a channel; who is still there learns it.
    pub(super) fn leave(&mut self, topic: &str, id: u64) -> Option<Member> {
        let members = self.members.get_mut(topic)?;
        let member = members.remove(&id)?;
        if members.is_empty() {
            self.members.remove(topic);
        }
        if let Some(presence) = &member.presence {
            let left = presence.state(&member.presence_key);
            self.tell_presence(topic, member.private, &json!({"joins": {}, "leaves": left}));
        }
        Some(member)
    }

    pub(super) fn member(&mut self, topic: &str, id: u64) -> Option<&mut Member> {
        self.members.get_mut(topic)?.get_mut(&id)
    }

    /// All of a channel. A private one is another than the public one of that topic.
    pub(super) fn members(&self, topic: &str, private: bool) -> impl Iterator<Item = (u64, &Member)> {
        let all = self.members.get(topic).into_iter().flatten().map(|(id, member)| (*id, member));
        all.filter(move |(_, member)| member.private == private)
    }

    /// All channels of all sockets.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, u64, &Member)> {
        self.members
            .iter()
            .flat_map(|(topic, of)| of.iter().map(|(id, member)| (topic.as_str(), *id, member)))
    }

    pub(super) fn say(&self, id: u64, frame: Outgoing) {
        if let Some(socket) = self.sockets.get(&id) {
            // a socket that ends reads nothing any more
            let _ = socket.say.send(Say::Frame(frame));
        }
    }

    /// Who came and went, to all of a channel that ask for presence.
    pub(super) fn tell_presence(&self, topic: &str, private: bool, diff: &Value) {
        for (id, member) in self.members(topic, private) {
            if member.presence_enabled {
                self.say(id, Outgoing::push(topic, "presence_diff", diff.clone()));
            }
        }
    }

    pub(super) fn end_sockets(&mut self, code: Option<u16>) {
        for socket in self.sockets.values() {
            let _ = socket.say.send(Say::End(code));
        }
        // at once: what is said from now on is for those who come again
        for id in self.sockets.keys().copied().collect::<Vec<_>>() {
            self.disconnect(id);
        }
    }

    pub(super) fn forget(&mut self) {
        self.past.clear();
        self.end_sockets(None);
    }

    /// Ends a channel with the server's words.
    pub(super) fn end_channel(&mut self, topic: &str, id: u64, message: &str) {
        let Some(member) = self.leave(topic, id) else { return };
        let name = topic.strip_prefix("realtime:").unwrap_or(topic);
        let said = json!({"extension": "system", "status": "error", "message": message, "channel": name});
        self.say(id, Outgoing { join_ref: member.join_ref.clone(), ..Outgoing::push(topic, "system", said) });
        self.say(id, close(topic, &member.join_ref));
    }

    pub(super) fn end_channels(&mut self, message: &str) {
        for (topic, id) in self.places() {
            self.end_channel(&topic, id, message);
        }
    }

    /// Ends the channels of a socket whose tokens are over.
    pub(super) fn end_expired(&mut self, socket: u64) {
        let over = |(topic, id, member): (&str, u64, &Member)| {
            let over = if id == socket { member.claims.over() } else { None };
            over.map(|over| (topic.to_owned(), over))
        };
        for (topic, over) in self.all().filter_map(over).collect::<Vec<_>>() {
            self.end_channel(&topic, socket, &over.last_words());
        }
    }

    /// Every channel breaks: the sockets stay.
    pub(super) fn crash_channels(&mut self) {
        for (topic, id) in self.places() {
            if let Some(member) = self.leave(&topic, id) {
                self.say(id, last_word(&topic, "phx_error", &member.join_ref));
            }
        }
    }

    fn places(&self) -> Vec<(String, u64)> {
        self.all().map(|(topic, id, _)| (topic.to_owned(), id)).collect()
    }
}

/// The last word about a join that ended as it should.
pub(super) fn close(topic: &str, join_ref: &Value) -> Outgoing {
    last_word(topic, "phx_close", join_ref)
}

fn last_word(topic: &str, event: &'static str, join_ref: &Value) -> Outgoing {
    Outgoing {
        join_ref: join_ref.clone(),
        reference: join_ref.clone(),
        ..Outgoing::push(topic, event, json!({}))
    }
}
