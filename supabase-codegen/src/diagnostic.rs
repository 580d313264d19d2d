//! Warnings: what was decided that someone may want to decide otherwise.

use serde::Serialize;
use std::fmt;

/// Something that generation went on from, and how to change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The table, column or function.
    pub place: String,
    /// What was done, and the setting that changes it.
    pub message: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// The warnings of one run, in the order of the catalog.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    pub(crate) fn warn(&mut self, place: impl Into<String>, message: impl Into<String>) {
        let diagnostic = Diagnostic { place: place.into(), message: message.into() };
        if self.0.last() != Some(&diagnostic) {
            self.0.push(diagnostic);
        }
    }

    pub(crate) fn into_vec(self) -> Vec<Diagnostic> {
        self.0
    }
}
