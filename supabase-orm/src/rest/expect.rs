//! How many rows a write must change: what row level security hides would else be a silent nothing.

use std::fmt;

/// How many rows a write was expected to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Exactly so many.
    Exactly(u64),
    /// So many or more.
    AtLeast(u64),
}

impl Expected {
    pub(crate) fn holds(self, found: u64) -> bool {
        match self {
            Self::Exactly(n) => found == n,
            Self::AtLeast(n) => found >= n,
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, words) = match self {
            Self::Exactly(n) => (n, ""),
            Self::AtLeast(n) => (n, "at least "),
        };
        write!(f, "{words}{n} {}", if *n == 1 { "row" } else { "rows" })
    }
}
