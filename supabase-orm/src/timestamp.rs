//! Times as the services write them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A time of the Auth server, of Storage or of Realtime, as it wrote it: RFC 3339 with up to nine digits of a second, or Postgres's own form.
///
/// With the features `chrono` and `time` it becomes their types.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(String);

impl Timestamp {
    #[cfg(feature = "realtime")]
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    /// The text of the server.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `2026-11-23T15:49:39Z`
    #[cfg(feature = "storage")]
    pub(crate) fn from_unix(seconds: u64) -> Self {
        let (days, second) = (seconds / 86_400, seconds % 86_400);
        // days since 0000-03-01, in eras of 400 years
        let from_march = days + 719_468;
        let (era, of_era) = (from_march / 146_097, from_march % 146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        Self(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
    }

    /// The time as `chrono` has it; `None` if the text is none.
    #[cfg(feature = "chrono")]
    #[must_use]
    pub fn to_chrono(&self) -> Option<chrono::DateTime<chrono::Utc>> {
        let text = self.rfc3339();
        chrono::DateTime::parse_from_rfc3339(&text).ok().map(|t| t.to_utc())
    }

    /// The time as `time` has it; `None` if the text is none.
    #[cfg(feature = "time")]
    #[must_use]
    pub fn to_time(&self) -> Option<time::OffsetDateTime> {
        time::OffsetDateTime::parse(&self.rfc3339(), &time::format_description::well_known::Rfc3339).ok()
    }

    /// `2026-11-23 15:00:51.876+00` with the `T` and the minutes that RFC 3339 wants.
    #[cfg(any(feature = "chrono", feature = "time"))]
    fn rfc3339(&self) -> String {
        let mut text = self.0.replacen(' ', "T", 1);
        let zone = text.rfind(['+', '-']).filter(|at| *at > 10);
        if zone.is_some_and(|at| text.len() - at == 3) {
            text.push_str(":00");
        }
        text
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(all(test, feature = "chrono"))]
mod tests {
    use super::Timestamp;

    #[test]
    fn both_forms_of_a_time_are_read() {
        let seconds = |text: &str| Timestamp(text.to_owned()).to_chrono().map(|t| t.timestamp_millis());
        assert_eq!(seconds("2026-11-23T15:49:39.543203868Z"), Some(1_795_448_979_543));
        assert_eq!(seconds("2026-11-23 15:00:51.876+00"), Some(1_795_446_051_876));
        assert_eq!(seconds("2026-11-23T15:00:51+02:00"), Some(1_795_438_851_000));
        assert_eq!(seconds("yesterday"), None);
    }
}

#[cfg(all(test, feature = "storage"))]
mod unix {
    use super::Timestamp;

    #[test]
    fn unix_seconds_are_a_date() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_733_248_800, "2024-12-03T18:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
        ] {
            assert_eq!(Timestamp::from_unix(seconds).as_str(), text);
        }
    }
}
