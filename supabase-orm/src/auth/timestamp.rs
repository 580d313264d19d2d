//! Times as the Auth server writes them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A time of the Auth server, as it wrote it: RFC 3339 with up to nine digits of a second, or Postgres's own form.
///
/// With the features `chrono` and `time` it becomes their types.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(String);

impl Timestamp {
    /// The text of the server.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
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
