//! The clock of a double, which tests move on.

use std::time::Duration;
use time::OffsetDateTime;

/// The system's clock, and how far it is ahead of it.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    ahead: Duration,
}

impl Clock {
    pub(crate) fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc() + self.ahead
    }

    pub(crate) fn advance(&mut self, time: Duration) {
        self.ahead += time;
    }
}
