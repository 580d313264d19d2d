//! The state of a socket and its channels: commands, messages and time go in, messages come out. It touches no network.

mod inbox;
mod join;
mod limit;
mod link;
mod outbox;
mod timers;

pub(super) use join::{Fetched, Source};
pub(super) use link::Lost;

use super::{
    RealtimeOptions,
    frame::Content,
    member::{Answer, Answers, Member, Outcome, Phase, tell},
    part::Registry,
    state::{ChannelState, SocketState},
    transport::SocketMessage,
};
use crate::{client::AccessToken, error::RealtimeError};
use join::Tokens;
use limit::RateLimit;
use link::Link;
use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::{Duration, SystemTime},
};
use timers::{Timer, Timers};
use tokio::time::Instant;

/// What handles ask the task for.
pub(super) enum Command {
    Add(Box<Member>),
    Push { id: u64, content: Content, answer: Answer },
    Presence { id: u64, tracked: Option<String>, answer: Answer },
    Leave { id: u64, answer: Option<Answer> },
    Connect { answer: Answer },
    Disconnect { answer: Answer },
    SetAuth { token: Option<AccessToken> },
}

/// Joins of a second: beyond the server's own limit it closes the socket.
const JOINS_PER_SECOND: u32 = 100;

/// What counts as a second: a little more, because messages do not arrive as evenly as they are sent.
const SECOND: Duration = Duration::from_millis(1100);

/// The state of a socket and its channels.
pub(super) struct Hub {
    options: RealtimeOptions,
    registry: Arc<Registry>,
    members: HashMap<u64, Member>,
    /// members by their topics
    topics: HashMap<Arc<str>, u64>,
    refs: u64,
    link: Link,
    tokens: Tokens,
    /// who was sent and waits for an acknowledgement, by reference: the channel, and whom to tell
    acks: HashMap<u64, (u64, Answers)>,
    /// members that wait for a token
    wanting: Vec<u64>,
    /// members whose turn to join comes
    joining: VecDeque<u64>,
    /// members that have something to send
    sending: VecDeque<u64>,
    joins: RateLimit,
    events: RateLimit,
    timers: Timers,
    /// when a limit is free again, if something waits for it
    free: Option<Instant>,
    /// messages for the socket, and who is told when it takes them
    out: VecDeque<(SocketMessage, Option<Answer>)>,
    /// when the server last said something, by the clock of the day
    heard: SystemTime,
}

impl Hub {
    pub(super) fn new(options: RealtimeOptions, registry: Arc<Registry>) -> Self {
        // who allows more messages than the server's default has a server that allows more of all
        let joins = JOINS_PER_SECOND.max(options.events_per_second);
        Self {
            joins: RateLimit::new(joins, SECOND),
            events: RateLimit::new(options.events_per_second, SECOND),
            options,
            registry,
            members: HashMap::new(),
            topics: HashMap::new(),
            refs: 0,
            link: Link::default(),
            tokens: Tokens::default(),
            acks: HashMap::new(),
            wanting: Vec::new(),
            joining: VecDeque::new(),
            sending: VecDeque::new(),
            timers: Timers::default(),
            free: None,
            out: VecDeque::new(),
            heard: SystemTime::now(),
        }
    }

    pub(super) fn command(&mut self, command: Command, now: Instant) {
        match command {
            Command::Add(member) => self.add_member(*member, now),
            Command::Push { id, content, answer } => self.push(id, content, answer, now),
            Command::Presence { id, tracked, answer } => self.presence(id, tracked, answer, now),
            Command::Leave { id, answer } => self.leave(id, answer, now),
            Command::Connect { answer } => self.connect(answer),
            Command::Disconnect { answer } => self.disconnect(answer, now),
            Command::SetAuth { token } => {
                self.tokens.manual = token;
                self.tokens.wanted = true;
            }
        }
    }

    /// When something is due.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.timers.next()
    }

    /// What is due.
    pub(super) fn tick(&mut self, now: Instant) {
        while let Some(timer) = self.timers.due(now) {
            match timer {
                Timer::Join(id, epoch) => self.join_late(id, epoch, now),
                Timer::Retry(id, epoch) => self.retry_due(id, epoch),
                Timer::Leave(id, epoch) => self.leave_late(id, epoch, now),
                Timer::Push(id, reference) => self.push_late(id, reference),
                Timer::Presence(id) => self.send_presence(id, now),
                Timer::Heartbeat(epoch) => self.heartbeat_due(epoch, now),
                Timer::Reconnect(epoch) => self.reconnect_due(epoch),
                Timer::Idle(epoch) => self.idle_due(epoch, now),
                Timer::Token => self.tokens.wanted = true,
                // a limit is free again: what waits goes out with the next pump
                Timer::Pump => self.free = None,
            }
        }
    }

    fn next_ref(&mut self) -> u64 {
        self.refs += 1;
        self.refs
    }

    fn add_member(&mut self, member: Member, now: Instant) {
        let id = member.id;
        // one of the same topic that is on its way out
        if let Some(old) = self.topics.insert(member.topic.clone(), id) {
            self.close_member(old, ChannelState::Closed, now);
            self.topics.insert(member.topic.clone(), id);
        }
        self.members.insert(id, member);
        self.link_again();
        self.want_join(id);
    }

    fn leave(&mut self, id: u64, answer: Option<Answer>, now: Instant) {
        let Some(member) = self.members.get_mut(&id) else {
            if let Some(answer) = answer {
                let _ = answer.send(Ok(()));
            }
            return;
        };
        let is_in = matches!(member.phase, Phase::Joining | Phase::Joined);
        member.phase = Phase::Leaving;
        member.epoch += 1;
        let (epoch, waits) = (member.epoch, answer.is_some());
        member.left = answer;
        if !is_in || !self.link.is_up() {
            self.close_member(id, ChannelState::Closed, now);
            return;
        }
        self.say(id, "phx_leave", "{}");
        if waits {
            self.timers.after(now, self.options.push_timeout, Timer::Leave(id, epoch));
        } else {
            self.close_member(id, ChannelState::Closed, now);
        }
    }

    fn leave_late(&mut self, id: u64, epoch: u64, now: Instant) {
        let Some(member) = self.members.get_mut(&id).filter(|m| m.epoch == epoch) else { return };
        let topic = member.name.to_string();
        let late =
            RealtimeError::Timeout { topic, what: "answer to the leave", after: self.options.push_timeout };
        if let Some(answer) = member.left.take() {
            let _ = answer.send(Err(late));
        }
        self.close_member(id, ChannelState::Closed, now);
    }

    /// The channel is over: its streams end, and who waits learns it.
    fn close_member(&mut self, id: u64, state: ChannelState, now: Instant) {
        let Some(mut member) = self.members.remove(&id) else { return };
        if self.topics.get(&member.topic) == Some(&id) {
            self.topics.remove(&member.topic);
        }
        self.registry.remove(&member.name, id);
        member.set_state(state);
        if let Some(answer) = member.left.take() {
            let _ = answer.send(Ok(()));
        }
        let left = Err(RealtimeError::Left(member.name.to_string()));
        tell(member.waiting.drain(..).map(|push| push.answer), &left);
        tell(member.presence_push.answers.drain(..), &left);
        self.fail_acks(id, &left);
        if self.members.is_empty() {
            self.idle_from(now);
        }
    }

    /// Who waits for an acknowledgement that will not come.
    fn fail_acks(&mut self, id: u64, outcome: &Outcome) {
        for (_, (_, answers)) in self.acks.extract_if(|_, (of, _)| *of == id) {
            tell(answers, outcome);
        }
    }

    fn set_socket_state(&self, state: SocketState) {
        self.registry.state.send_if_modified(|old| {
            let changed = *old != state;
            if changed {
                *old = state;
            }
            changed
        });
    }
}
