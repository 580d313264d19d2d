//! The clock of sessions.

use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::Instant;

/// What time it is. Tests give their own.
pub trait Clock: Send + Sync + 'static {
    /// The time of day: only for sessions that another run of the program has stored.
    fn now(&self) -> SystemTime;

    /// Time that only goes forward: for everything else, so that a clock that is set does no harm.
    fn instant(&self) -> Instant {
        Instant::now()
    }
}

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// Seconds since 1970; 0 before that.
pub(super) fn unix(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |d: Duration| d.as_secs())
}
