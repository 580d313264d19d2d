//! How many of something there may be within a time.

use std::{collections::VecDeque, time::Duration};
use tokio::time::Instant;

/// At most `limit` within any `window`.
pub(in crate::realtime) struct RateLimit {
    limit: usize,
    window: Duration,
    last: VecDeque<Instant>,
}

/// Who allows as many as this has no limit.
const NONE: u32 = 100_000;

impl RateLimit {
    pub(in crate::realtime) fn new(limit: u32, window: Duration) -> Self {
        let limit = if limit >= NONE { usize::MAX } else { usize::try_from(limit).unwrap_or(usize::MAX) };
        Self { limit, window, last: VecDeque::new() }
    }

    /// One more; or when it may be.
    pub(in crate::realtime) fn take(&mut self, now: Instant) -> Result<(), Instant> {
        if self.limit == usize::MAX {
            return Ok(());
        }
        while self.last.front().is_some_and(|at| *at + self.window <= now) {
            self.last.pop_front();
        }
        match self.last.front() {
            Some(first) if self.last.len() >= self.limit => Err(*first + self.window),
            _ => {
                self.last.push_back(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn no_window_has_more_than_the_limit() {
        let second = Duration::from_secs(1);
        let mut limit = RateLimit::new(2, second);
        let start = Instant::now();
        assert_eq!(limit.take(start), Ok(()));
        let half = start + second / 2;
        assert_eq!(limit.take(half), Ok(()));
        assert_eq!(limit.take(half), Err(start + second));
        assert_eq!(limit.take(start + second), Ok(()));
        assert_eq!(limit.take(start + second), Err(half + second));
    }
}
