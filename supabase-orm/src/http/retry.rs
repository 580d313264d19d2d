//! How long to wait before the next attempt.

use std::time::{Duration, SystemTime};

/// No wait is longer than this, whatever the server asks for.
const LONGEST: Duration = Duration::from_secs(30);

/// Exponential backoff with full jitter: before retry `n` (from 1) between nothing and `min(30 s, base * 2^(n-1))`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Backoff {
    /// attempts in all, the first one included
    pub(crate) attempts: u32,
    pub(crate) base: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { attempts: 4, base: Duration::from_secs(1) }
    }
}

impl Backoff {
    pub(crate) fn wait(self, retry: u32, asked: Option<Duration>) -> Duration {
        match asked {
            Some(asked) => asked.min(LONGEST),
            None => self.longest(retry).mul_f64(fastrand::f64()),
        }
    }

    fn longest(self, retry: u32) -> Duration {
        let factor = 1_u32.checked_shl(retry.saturating_sub(1)).unwrap_or(u32::MAX);
        self.base.saturating_mul(factor).min(LONGEST)
    }
}

/// `Retry-After`: seconds or a date.
pub(crate) fn retry_after(value: Option<&str>, now: SystemTime) -> Option<Duration> {
    let value = value?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_thirty_seconds() {
        let b = Backoff::default();
        let longest: Vec<u64> = [1, 2, 3, 6, 40].map(|n| b.longest(n).as_secs()).to_vec();
        assert_eq!(longest, [1, 2, 4, 30, 30]);
        for n in 1..5 {
            assert!(b.wait(n, None) <= b.longest(n));
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_capped() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        assert_eq!(retry_after(Some(" 7 "), now), Some(Duration::from_secs(7)));
        assert_eq!(retry_after(Some("Sun, 06 Nov 1994 08:49:47 GMT"), now), Some(Duration::from_secs(10)));
        assert_eq!(retry_after(Some("Sun, 06 Nov 1994 08:00:00 GMT"), now), Some(Duration::ZERO));
        assert_eq!(retry_after(Some("soon"), now), None);
        assert_eq!(Backoff::default().wait(1, Some(Duration::from_secs(900))), LONGEST);
    }
}
