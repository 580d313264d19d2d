//! Why a value could not be read, and where it stands.

use std::fmt;

/// A value of the answer does not fit its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    message: String,
    path: String,
}

impl ReadError {
    /// For implementations of [`FromColumn`](crate::FromColumn): what was expected, what was found.
    #[cold]
    pub fn new(message: impl Into<String>) -> Self {
        Self(Box::new(Inner { message: message.into(), path: String::new() }))
    }

    /// The place in the answer: `[3].instruments[0].name`. Empty for the answer itself.
    #[must_use]
    pub fn path(&self) -> &str {
        self.0.path.strip_prefix('.').unwrap_or(&self.0.path)
    }

    /// What was expected and what was found.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Errors travel outwards, so the path grows at its front.
    #[cold]
    pub(crate) fn in_key(mut self, key: &str) -> Self {
        self.0.path.insert_str(0, &format!(".{key}"));
        self
    }

    #[cold]
    pub(crate) fn in_item(mut self, index: usize) -> Self {
        self.0.path.insert_str(0, &format!("[{index}]"));
        self
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path() {
            "" => write!(f, "the answer cannot be decoded: {}", self.message()),
            path => write!(f, "the answer cannot be decoded at `{path}`: {}", self.message()),
        }
    }
}

impl std::error::Error for ReadError {}
