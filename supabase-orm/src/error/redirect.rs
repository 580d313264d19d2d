//! Why an address that a user came back with is no session.

use super::AuthErrorCode;
use std::fmt;

/// Why an address that a user came back with is no session.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedirectError {
    /// The server or the provider refused.
    Refused {
        /// What OAuth calls it: `access_denied`, `server_error`.
        error: String,
        /// The server's code: `otp_expired`; `None` where a provider refused.
        code: Option<AuthErrorCode>,
        /// What happened, in the server's words.
        description: String,
    },
    /// It cannot be read as an address.
    Address,
    /// It brings neither a code nor tokens nor an error.
    Nothing,
    /// It brings tokens, but this is missing.
    Missing(&'static str),
    /// It brings a code, and the secret of its flow was not given.
    NoFlow,
    /// It brings tokens where the code of a flow was expected: somebody else may have made it.
    NotOfFlow,
}

impl fmt::Display for RedirectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { error, code, description } => {
                f.write_str(if description.is_empty() { error } else { description })?;
                match code {
                    Some(code) => write!(f, " ({code})"),
                    None => write!(f, " ({error})"),
                }
            }
            Self::Address => f.write_str("the address cannot be read"),
            Self::Nothing => f.write_str("the address brings neither a code nor tokens"),
            Self::Missing(what) => write!(f, "the address brings tokens without `{what}`"),
            Self::NoFlow => f.write_str("the address brings a code, which needs the `PkceFlow` of its flow"),
            Self::NotOfFlow => f.write_str("the address brings tokens where the code of a flow was expected"),
        }
    }
}

impl std::error::Error for RedirectError {}
