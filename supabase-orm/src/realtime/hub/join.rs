//! How channels get in: with a token of the moment, again after every interruption, and out when they were refused for good.

use super::{Hub, Timer};
use crate::{
    client::AccessToken,
    error::{RealtimeError, RealtimeErrorCode},
    realtime::{
        builder::millis,
        changes::Bound,
        frame::text,
        member::{self, Phase},
        state::ChannelState,
    },
};
use serde::Deserialize;
use std::time::{Duration, UNIX_EPOCH};
use tokio::time::Instant;

/// The access token of the channels.
#[derive(Default)]
pub(super) struct Tokens {
    /// what `set_auth` says, instead of the client's
    pub(super) manual: Option<AccessToken>,
    pub(super) current: Option<AccessToken>,
    /// one of the moment is needed
    pub(super) wanted: bool,
    pub(super) fetching: bool,
    /// there is one, or it is known that there is none
    known: bool,
    failures: u32,
}

/// Where a token comes from.
pub(in crate::realtime) enum Source {
    /// `set_auth` gave it.
    Given(AccessToken),
    /// The client is asked.
    Client,
}

/// What asking for a token came to.
pub(in crate::realtime) enum Fetched {
    Token(Option<AccessToken>),
    /// It could not be had, and why: the one there is stays.
    Failed(String),
}

/// What the clocks of server and client may differ by, for what is to come again.
const SKEW: Duration = Duration::from_secs(60);
/// After a limit was reached the server is left alone for at least this long.
const AFTER_LIMIT: Duration = Duration::from_secs(5);

/// The server's answer to a join.
#[derive(Deserialize)]
pub(super) struct JoinReply {
    #[serde(default)]
    pub(super) postgres_changes: Vec<Bound>,
}

impl Hub {
    /// Whether a token is to be fetched now, and where.
    pub(in crate::realtime) fn wants_token(&mut self) -> Option<Source> {
        if !self.tokens.wanted || self.tokens.fetching || !self.link.is_up() {
            return None;
        }
        self.tokens.wanted = false;
        self.tokens.fetching = true;
        Some(self.tokens.manual.clone().map_or(Source::Client, Source::Given))
    }

    /// The session has changed: the token may be another one.
    #[cfg(feature = "auth")]
    pub(in crate::realtime) fn session_changed(&mut self) {
        self.tokens.wanted = true;
    }

    /// The token of the moment.
    pub(in crate::realtime) fn token(&mut self, fetched: Fetched, now: Instant) {
        self.tokens.fetching = false;
        match fetched {
            Fetched::Token(token) => {
                self.tokens.current = token;
                (self.tokens.known, self.tokens.failures) = (true, 0);
            }
            Fetched::Failed(why) if !self.tokens.known => return self.no_token(why, now),
            Fetched::Failed(_) => {}
        }
        let wanting = std::mem::take(&mut self.wanting);
        if self.link.is_up() {
            self.joining.extend(wanting);
            self.spread_token();
        } else {
            self.wanting = wanting;
        }
    }

    /// Nobody is let in as somebody else: the channels wait.
    fn no_token(&mut self, why: String, now: Instant) {
        self.tokens.failures = self.tokens.failures.saturating_add(1);
        let wait = (self.options.reconnect_after)(self.tokens.failures);
        self.timers.after(now, wait, Timer::Token);
        let state = ChannelState::Retrying(RealtimeError::Credentials(why));
        for member in self.wanting.iter().filter_map(|id| self.members.get(id)) {
            member.set_state(state.clone());
        }
    }

    /// Tells the channels that are in.
    fn spread_token(&mut self) {
        let current = self.tokens.current.clone();
        let others = self.members.values().filter(|m| {
            matches!(m.phase, Phase::Joined | Phase::Joining)
                && !member::same(m.token.as_ref(), current.as_ref())
        });
        for id in others.map(|m| m.id).collect::<Vec<_>>() {
            match &current {
                Some(token) => {
                    let payload = format!(r#"{{"access_token":{}}}"#, text(token.expose()));
                    self.say(id, "access_token", &payload);
                    if let Some(member) = self.members.get_mut(&id) {
                        member.token = current.clone();
                    }
                }
                // nothing takes the place of the user's token: the server forgets it with the channel
                None => self.rejoin(id),
            }
        }
    }

    /// Leaves, and joins again at once.
    fn rejoin(&mut self, id: u64) {
        self.say(id, "phx_leave", "{}");
        self.interrupt(id);
        self.want_join(id);
    }

    /// As soon as there is a connection and a token.
    pub(super) fn want_join(&mut self, id: u64) {
        if let Some(member) = self.members.get_mut(&id) {
            member.phase = Phase::Wanting;
            member.epoch += 1;
            self.wanting.push(id);
            self.tokens.wanted |= !self.tokens.fetching;
        }
    }

    /// The connection is gone: every channel is out, and wants in.
    pub(super) fn interrupt_all(&mut self) {
        self.wanting.clear();
        for id in self.members.keys().copied().collect::<Vec<_>>() {
            self.interrupt(id);
            self.want_join(id);
        }
    }

    /// The channel is out: what is to come again is noted.
    pub(super) fn interrupt(&mut self, id: u64) {
        let Some(member) = self.members.get_mut(&id) else { return };
        member.presence.interrupted();
        member.presence_push.waiting |= member.presence_push.tracked.is_some();
        if let (Some(replay), Phase::Joined) = (&mut member.config.replay, member.phase) {
            // the connection may have been dead for long before that is noticed
            let heard = self.heard.duration_since(UNIX_EPOCH).unwrap_or_default();
            replay.since = replay.since.max(millis(heard.saturating_sub(SKEW)));
        }
        member.ids.clear();
    }

    /// Asks the server to let a channel in.
    pub(super) fn send_join(&mut self, id: u64, now: Instant) {
        let reference = self.next_ref();
        let Some(member) = self.members.get_mut(&id).filter(|m| m.phase == Phase::Wanting) else { return };
        member.phase = Phase::Joining;
        member.epoch += 1;
        member.join_ref = reference;
        member.token = self.tokens.current.clone();
        let payload = member.join_payload(member.token.as_ref());
        self.timers.after(now, self.options.join_timeout, Timer::Join(id, member.epoch));
        self.say_as(id, reference, "phx_join", &payload);
    }

    pub(super) fn join_late(&mut self, id: u64, epoch: u64, now: Instant) {
        let waits = |m: &&mut member::Member| m.epoch == epoch && m.phase == Phase::Joining;
        let Some(member) = self.members.get_mut(&id).filter(waits) else { return };
        let topic = member.name.to_string();
        let late =
            RealtimeError::Timeout { topic, what: "answer to the join", after: self.options.join_timeout };
        self.say(id, "phx_leave", "{}");
        self.refuse(id, late, now);
    }

    /// The server lets a channel in.
    pub(super) fn joined(&mut self, id: u64, reply: &JoinReply, now: Instant) {
        self.link.answered();
        let Some(member) = self.members.get_mut(&id) else { return };
        let bindings = &member.config.bindings;
        let same = bindings.len() == reply.postgres_changes.len()
            && bindings.iter().zip(&reply.postgres_changes).all(|(asked, bound)| bound.is(asked));
        if !same {
            let message = "mismatch between server and client bindings for postgres changes";
            let refused = RealtimeError::refused(&member.name, message);
            self.say(id, "phx_leave", "{}");
            self.refuse(id, refused, now);
            return;
        }
        member.ids = reply.postgres_changes.iter().enumerate().map(|(i, bound)| (bound.id, i)).collect();
        member.phase = Phase::Joined;
        member.epoch += 1;
        if std::mem::replace(&mut member.was_in, true) {
            member.listeners.rejoined(member.config.replay.is_some());
            member.changes_gap = true;
        }
        if member.config.bindings.is_empty() {
            member.attempts = 0;
            member.set_state(ChannelState::Streaming);
        } else {
            member.set_state(ChannelState::Joined);
        }
        if !member.waiting.is_empty() {
            self.sending.push_back(id);
        }
        self.send_presence(id, now);
    }

    /// Changes of the database stream.
    pub(super) fn streaming(&mut self, id: u64) {
        let Some(member) = self.members.get_mut(&id).filter(|m| m.phase == Phase::Joined) else { return };
        member.attempts = 0;
        // said again within one join, it means that the server had stopped reading the database
        let again = *member.state.borrow() == ChannelState::Streaming;
        if std::mem::take(&mut member.changes_gap) || again {
            member.listeners.changes_again();
        }
        member.set_state(ChannelState::Streaming);
    }

    /// The server refused a channel, or ended it: it is tried again, unless that cannot help.
    pub(super) fn refuse(&mut self, id: u64, error: RealtimeError, now: Instant) {
        self.interrupt(id);
        self.fail_acks(id, &Err(error.clone()));
        let Some(member) = self.members.get_mut(&id) else { return };
        if !error.is_retryable() {
            tracing::debug!(topic = &*member.name, %error, "a channel was refused for good");
            self.close_member(id, ChannelState::Failed(error), now);
            return;
        }
        member.phase = Phase::Retrying;
        member.epoch += 1;
        member.attempts = member.attempts.saturating_add(1);
        let wait = (self.options.reconnect_after)(member.attempts);
        let limited = error.code().is_some_and(RealtimeErrorCode::is_rate_limit);
        let wait = if limited { wait.max(AFTER_LIMIT) } else { wait };
        tracing::debug!(topic = &*member.name, attempt = member.attempts, ?wait, %error, "a channel is tried again");
        self.timers.after(now, wait, Timer::Retry(id, member.epoch));
        member.set_state(ChannelState::Retrying(error));
    }

    pub(super) fn retry_due(&mut self, id: u64, epoch: u64) {
        if self.members.get(&id).is_some_and(|m| m.epoch == epoch && m.phase == Phase::Retrying) {
            self.want_join(id);
        }
    }
}
