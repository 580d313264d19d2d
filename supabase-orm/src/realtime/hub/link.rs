//! The connection: opened when it is needed, made again when it ends, closed when nobody needs it.

use super::{Hub, Timer};
use crate::{
    error::RealtimeError,
    realtime::{
        frame::{self, Content, Outgoing},
        heartbeat::Heartbeat,
        member::{Answer, Phase, tell},
        state::{ChannelState, SocketState},
        transport::{ConnectError, SocketMessage},
    },
};
use tokio::time::Instant;

/// Where the connection is.
#[derive(Default)]
pub(super) struct Link {
    stage: Stage,
    /// counts connections, so that old timers are known
    epoch: u64,
    /// failures since the server last answered
    attempts: u32,
    /// `connect()` was called: it stays open without channels
    kept: bool,
    /// `disconnect()` was called
    off: bool,
    /// the heartbeat that waits for its answer
    beat: Option<u64>,
    /// who waits until it is up
    waiting: Vec<Answer>,
    /// who waits until it is down
    leaving: Vec<Answer>,
    /// it is being closed: nothing goes out any more
    closing: bool,
    /// what the socket is to be closed with
    close: Option<(&'static str, Lost)>,
    /// since when there is no channel
    idle: Option<Instant>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Stage {
    #[default]
    Down,
    /// waits before the next attempt
    Waiting,
    Connecting,
    Up,
}

/// Why a connection ended.
#[derive(Debug, Clone)]
pub(in crate::realtime) enum Lost {
    /// The server closed it.
    Closed(Option<(u16, String)>),
    Broken(String),
    /// A heartbeat was not answered.
    Silent,
    /// The client closed it.
    Meant,
}

impl Lost {
    fn error(&self) -> RealtimeError {
        RealtimeError::Socket(match self {
            Self::Closed(Some((code, reason))) if !reason.is_empty() => {
                format!("the server closed it with {code}, {reason}")
            }
            Self::Closed(Some((code, _))) => format!("the server closed it with {code}"),
            Self::Closed(None) => "the server closed it".to_owned(),
            Self::Broken(why) => why.clone(),
            Self::Silent => "the server did not answer a heartbeat".to_owned(),
            Self::Meant => "the client closed it".to_owned(),
        })
    }
}

impl Link {
    pub(super) fn is_up(&self) -> bool {
        self.stage == Stage::Up && !self.closing
    }

    /// The server answers: the next failure is a first one.
    pub(super) fn answered(&mut self) {
        self.attempts = 0;
    }
}

impl Hub {
    /// Whether a connection is to be opened now.
    pub(in crate::realtime) fn wants_connection(&mut self) -> bool {
        let needed = self.link.kept || !self.members.is_empty();
        if self.link.stage != Stage::Down || !needed || self.link.off {
            return false;
        }
        self.link.stage = Stage::Connecting;
        if self.link.attempts == 0 {
            self.set_socket_state(SocketState::Connecting);
        }
        true
    }

    /// What the socket is to be closed with, behind what is on its way, and what that means.
    pub(in crate::realtime) fn wants_close(&mut self) -> Option<(SocketMessage, Lost)> {
        let (reason, lost) = self.link.close.take()?;
        self.link.closing = true;
        Some((SocketMessage::Close(Some((1000, reason.to_owned()))), lost))
    }

    pub(super) fn connect(&mut self, answer: Answer) {
        self.link.kept = true;
        self.link_again();
        if self.link.is_up() {
            let _ = answer.send(Ok(()));
        } else {
            self.link.waiting.push(answer);
        }
    }

    /// The connection is wanted again. One that does not answer is closed all the same.
    pub(super) fn link_again(&mut self) {
        if matches!(self.link.close, Some((_, Lost::Meant))) {
            // whoever wanted it closed was overtaken
            self.link.close = None;
            tell(self.link.leaving.drain(..), &Ok(()));
        }
        if std::mem::take(&mut self.link.off) {
            self.tell_all(&ChannelState::Joining);
        }
    }

    pub(super) fn disconnect(&mut self, answer: Answer, now: Instant) {
        self.link.kept = false;
        self.link.off = true;
        tell(self.link.waiting.drain(..), &Err(Lost::Meant.error()));
        if self.link.stage == Stage::Up {
            if !self.link.closing {
                self.link.close.get_or_insert(("", Lost::Meant));
            }
            self.link.leaving.push(answer);
        } else {
            self.link.stage = Stage::Down;
            self.link.epoch += 1;
            self.lost(&Lost::Meant, now);
            let _ = answer.send(Ok(()));
        }
    }

    pub(in crate::realtime) fn connected(&mut self, now: Instant) {
        if self.link.stage != Stage::Connecting {
            // nobody wants it any more
            self.link.close = Some(("", Lost::Meant));
        }
        self.link.stage = Stage::Up;
        self.link.closing = false;
        self.link.epoch += 1;
        self.link.beat = None;
        self.set_socket_state(SocketState::Connected);
        tell(self.link.waiting.drain(..), &Ok(()));
        self.timers.after(now, self.options.heartbeat, Timer::Heartbeat(self.link.epoch));
        self.tokens.wanted |= !self.wanting.is_empty();
        if self.members.is_empty() {
            self.idle_from(now);
        }
    }

    pub(in crate::realtime) fn refused(&mut self, refusal: ConnectError, now: Instant) {
        let ConnectError { status, message } = refusal;
        let error = match status {
            Some(status) => RealtimeError::Handshake { status, message },
            None => RealtimeError::Socket(message),
        };
        tell(self.link.waiting.drain(..), &Err(error.clone()));
        self.again(error, now);
    }

    /// The connection ended.
    pub(in crate::realtime) fn lost(&mut self, lost: &Lost, now: Instant) {
        let error = lost.error();
        self.drop_out(&error);
        self.link.beat = None;
        self.link.closing = false;
        for (_, (_, answers)) in self.acks.drain() {
            tell(answers, &Err(error.clone()));
        }
        let leaving = self.members.values().filter(|m| m.phase == Phase::Leaving).map(|m| m.id);
        for id in leaving.collect::<Vec<_>>() {
            self.close_member(id, ChannelState::Closed, now);
        }
        self.joining.clear();
        self.sending.clear();
        tell(self.link.leaving.drain(..), &Ok(()));
        self.interrupt_all();
        self.link.close = None;
        if !matches!(lost, Lost::Meant) && !self.link.off {
            return self.again(error, now);
        }
        self.link.stage = Stage::Down;
        self.link.attempts = 0;
        self.set_socket_state(SocketState::Disconnected);
        if self.link.off {
            self.tell_all(&ChannelState::Disconnected);
        }
    }

    /// After a while, which grows with each failure.
    fn again(&mut self, error: RealtimeError, now: Instant) {
        self.link.epoch += 1;
        if self.link.off || !self.options.reconnect {
            tracing::debug!(%error, "the socket is not opened again");
            self.link.off = true;
            self.link.stage = Stage::Down;
            self.set_socket_state(SocketState::Disconnected);
            self.tell_all(&ChannelState::Disconnected);
            return;
        }
        self.link.attempts = self.link.attempts.saturating_add(1);
        self.link.stage = Stage::Waiting;
        let wait = (self.options.reconnect_after)(self.link.attempts);
        tracing::debug!(attempt = self.link.attempts, ?wait, %error, "the socket is opened again");
        self.timers.after(now, wait, Timer::Reconnect(self.link.epoch));
        self.set_socket_state(SocketState::Reconnecting(error.clone()));
        self.tell_all(&ChannelState::Retrying(error));
    }

    fn tell_all(&self, state: &ChannelState) {
        for member in self.members.values() {
            member.set_state(state.clone());
        }
    }

    pub(super) fn reconnect_due(&mut self, epoch: u64) {
        if self.link.epoch == epoch && self.link.stage == Stage::Waiting {
            self.link.stage = Stage::Down;
            if self.members.is_empty() && !self.link.kept {
                self.link.attempts = 0;
                self.set_socket_state(SocketState::Disconnected);
            }
        }
    }

    pub(super) fn heartbeat_due(&mut self, epoch: u64, now: Instant) {
        if self.link.epoch != epoch || !self.link.is_up() {
            return;
        }
        if self.link.beat.is_some() {
            self.report(Heartbeat::Timeout);
            self.link.close = Some(("heartbeat timeout", Lost::Silent));
            self.drop_out(&Lost::Silent.error());
            return;
        }
        let reference = self.next_ref();
        self.link.beat = Some(reference);
        let payload = Content::Json("{}".to_owned());
        let beat =
            Outgoing { join_ref: None, reference, topic: "phoenix", event: "heartbeat", payload: &payload };
        if let Ok(message) = frame::encode(self.options.protocol, &beat) {
            self.out.push_back((message, None));
        }
        self.report(Heartbeat::Sent);
        // a token that another library renews is asked for as often
        self.tokens.wanted = true;
        self.timers.after(now, self.options.heartbeat, Timer::Heartbeat(epoch));
    }

    pub(super) fn heartbeat_answered(&mut self, reference: Option<u64>, ok: bool) {
        if self.link.beat.is_some() && reference == self.link.beat {
            self.link.beat = None;
            self.link.answered();
            self.report(if ok { Heartbeat::Ok } else { Heartbeat::Error });
        }
    }

    fn report(&self, heartbeat: Heartbeat) {
        // nobody need listen
        let _ = self.registry.heartbeats.send(heartbeat);
    }

    /// There is no channel any more.
    pub(super) fn idle_from(&mut self, now: Instant) {
        if self.link.kept || !self.link.is_up() {
            return;
        }
        self.link.idle = Some(now);
        self.timers.after(now, self.options.disconnect_after, Timer::Idle(self.link.epoch));
    }

    pub(super) fn idle_due(&mut self, epoch: u64, now: Instant) {
        // channels may have come and gone since the timer was set
        let long_enough =
            self.link.idle.is_some_and(|since| now.duration_since(since) >= self.options.disconnect_after);
        let unused = self.members.is_empty() && !self.link.kept;
        if self.link.epoch == epoch && self.link.is_up() && unused && long_enough {
            self.link.close = Some(("", Lost::Meant));
        }
    }
}
