//! A channel as the socket's task knows it.

use super::{
    changes::Binding,
    frame::{self, Content},
    listeners::Listeners,
    presence::PresenceBook,
    state::ChannelState,
};
use crate::{client::AccessToken, error::RealtimeError};
use serde::Serialize;
use smallvec::SmallVec;
use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::{oneshot, watch},
    time::Instant,
};

pub(super) type Outcome = Result<(), RealtimeError>;
pub(super) type Answer = oneshot::Sender<Outcome>;
/// Whoever waits for one and the same thing: one, but for calls of `track`.
pub(super) type Answers = SmallVec<[Answer; 1]>;

/// Tells all who wait. Who does not wait any more need not know.
pub(super) fn tell(answers: impl IntoIterator<Item = Answer>, outcome: &Outcome) {
    for answer in answers {
        let _ = answer.send(outcome.clone());
    }
}

/// What a channel asks the server for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Config {
    pub(super) private: bool,
    pub(super) ack: bool,
    pub(super) own: bool,
    pub(super) replay: Option<Replay>,
    pub(super) presence: bool,
    pub(super) presence_key: String,
    pub(super) bindings: Vec<Binding>,
}

/// Which broadcasts of the past come again.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Replay {
    /// milliseconds since 1970
    pub(super) since: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) limit: Option<u32>,
}

/// How far a channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// waits for the socket, a token or its turn
    Wanting,
    /// asked
    Joining,
    Joined,
    /// waits to be tried again
    Retrying,
    Leaving,
}

/// A message that waits for its turn.
pub(super) struct Push {
    pub(super) reference: u64,
    pub(super) content: Content,
    pub(super) ack: bool,
    pub(super) answer: Answer,
}

/// A call of `track` or `untrack` that waits for its turn.
#[derive(Default)]
pub(super) struct PresencePush {
    /// what to say, once there is something
    pub(super) waiting: bool,
    pub(super) answers: Answers,
    /// when the calls of the last half minute were
    pub(super) calls: VecDeque<Instant>,
    /// what is tracked: again after every join
    pub(super) tracked: Option<String>,
}

/// The server's half minute, and a little more: calls do not arrive as evenly as they are sent.
pub(super) const PRESENCE_WINDOW: Duration = Duration::from_secs(31);

impl PresencePush {
    /// When the next call may go out.
    pub(super) fn free_at(&mut self, now: Instant, limit: u32) -> Instant {
        while self.calls.front().is_some_and(|at| *at + PRESENCE_WINDOW <= now) {
            self.calls.pop_front();
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let over = self.calls.len().checked_sub(limit);
        over.and_then(|i| self.calls.get(i)).map_or(now, |at| *at + PRESENCE_WINDOW)
    }

    /// `{"type":"presence","event":..}`
    pub(super) fn content(&self) -> Content {
        Content::Json(match &self.tracked {
            Some(payload) => format!(r#"{{"type":"presence","event":"track","payload":{payload}}}"#),
            None => r#"{"type":"presence","event":"untrack"}"#.to_owned(),
        })
    }
}

/// A channel as the socket's task knows it.
pub(super) struct Member {
    pub(super) id: u64,
    /// `realtime:room1`
    pub(super) topic: Arc<str>,
    /// `room1`
    pub(super) name: Arc<str>,
    pub(super) config: Config,
    pub(super) listeners: Listeners,
    pub(super) state: watch::Sender<ChannelState>,
    pub(super) presence: Arc<PresenceBook>,
    pub(super) phase: Phase,
    /// the reference of the join that holds
    pub(super) join_ref: u64,
    /// counts what makes a timer old
    pub(super) epoch: u64,
    pub(super) attempts: u32,
    /// it was in once: the next join leaves a gap
    pub(super) was_in: bool,
    /// changes have a gap that is not reported yet
    pub(super) changes_gap: bool,
    pub(super) token: Option<AccessToken>,
    /// bindings by the server's ids
    pub(super) ids: HashMap<u64, usize>,
    pub(super) waiting: VecDeque<Push>,
    pub(super) presence_push: PresencePush,
    pub(super) left: Option<Answer>,
    /// ids of the last broadcasts, where some may come twice
    pub(super) seen: VecDeque<String>,
}

impl Member {
    pub(super) fn set_state(&self, state: ChannelState) {
        self.state.send_if_modified(|old| {
            let changed = *old != state;
            if changed {
                *old = state;
            }
            changed
        });
    }

    /// `{"config":{..},"access_token":..}`
    pub(super) fn join_payload(&self, token: Option<&AccessToken>) -> String {
        #[derive(Serialize)]
        struct Broadcast {
            ack: bool,
            #[serde(rename = "self")]
            own: bool,
            #[serde(skip_serializing_if = "Option::is_none")]
            replay: Option<Replay>,
        }
        #[derive(Serialize)]
        struct Presence<'a> {
            key: &'a str,
            enabled: bool,
        }
        #[derive(Serialize)]
        struct Whole<'a> {
            broadcast: Broadcast,
            presence: Presence<'a>,
            postgres_changes: &'a [Binding],
            private: bool,
        }
        let c = &self.config;
        let config = Whole {
            broadcast: Broadcast { ack: c.ack, own: c.own, replay: c.replay },
            presence: Presence { key: &c.presence_key, enabled: c.presence },
            postgres_changes: &c.bindings,
            private: c.private,
        };
        // texts and numbers are always JSON
        let config = serde_json::to_string(&config).unwrap_or_default();
        match token {
            Some(token) => {
                format!(r#"{{"config":{config},"access_token":{}}}"#, frame::text(token.expose()))
            }
            None => format!(r#"{{"config":{config}}}"#),
        }
    }

    /// Whether a frame with this join reference is about the join that holds.
    pub(super) fn is_current(&self, join_ref: Option<u64>) -> bool {
        join_ref.is_none_or(|r| r == self.join_ref)
    }
}

/// Tokens are compared, never shown.
pub(super) fn same(a: Option<&AccessToken>, b: Option<&AccessToken>) -> bool {
    a.map(AccessToken::expose) == b.map(AccessToken::expose)
}
