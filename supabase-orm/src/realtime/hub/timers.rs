//! What is due when. A timer that has become pointless is told by its epoch or reference when it is due.

use std::{cmp::Reverse, collections::BinaryHeap, time::Duration};
use tokio::time::Instant;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    /// the server did not answer a join
    Join(u64, u64),
    /// a channel is tried again
    Retry(u64, u64),
    /// the server did not answer a leave
    Leave(u64, u64),
    /// a message waited too long
    Push(u64, u64),
    /// the next call of `track` may go out
    Presence(u64),
    Heartbeat(u64),
    Reconnect(u64),
    Idle(u64),
    /// a token is asked for again
    Token,
    /// a limit is free again
    Pump,
}

#[derive(Default)]
pub(super) struct Timers(BinaryHeap<Reverse<(Instant, Timer)>>);

impl Timers {
    pub(super) fn at(&mut self, when: Instant, timer: Timer) {
        self.0.push(Reverse((when, timer)));
    }

    /// After so long; never, if that is beyond all times.
    pub(super) fn after(&mut self, now: Instant, wait: Duration, timer: Timer) {
        if let Some(when) = now.checked_add(wait) {
            self.at(when, timer);
        }
    }

    pub(super) fn next(&self) -> Option<Instant> {
        self.0.peek().map(|Reverse((when, _))| *when)
    }

    pub(super) fn due(&mut self, now: Instant) -> Option<Timer> {
        if self.next()? > now {
            return None;
        }
        self.0.pop().map(|Reverse((_, timer))| timer)
    }
}
