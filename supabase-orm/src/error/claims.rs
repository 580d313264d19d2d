//! Why an access token is not believed.

use std::fmt;

/// Why an access token is not believed. Nothing of the token is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClaimsError {
    /// It is no JWT: why.
    Malformed(&'static str),
    /// It is not signed, or by an algorithm that is not the key's: why.
    Algorithm(&'static str),
    /// The key of its name cannot be used: why.
    Key(&'static str),
    /// Somebody else has signed it, or it was changed.
    Signature,
    /// It has run out.
    Expired {
        /// When, in Unix seconds.
        at: u64,
    },
    /// It does not say when it ends.
    NoExpiry,
    /// It is not valid yet.
    NotYetValid {
        /// From when on it is, in Unix seconds.
        from: u64,
    },
    /// The server says that it belongs to another user than it says itself.
    OtherUser,
}

impl fmt::Display for ClaimsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(why) => write!(f, "the access token is no JWT: {why}"),
            Self::Algorithm(why) => write!(f, "the algorithm of the access token is refused: {why}"),
            Self::Key(why) => write!(f, "the key of the access token cannot be used: {why}"),
            Self::Signature => f.write_str("the signature of the access token is wrong"),
            Self::Expired { at } => write!(f, "the access token has expired (at {at})"),
            Self::NoExpiry => f.write_str("the access token does not say when it expires"),
            Self::NotYetValid { from } => write!(f, "the access token is not valid before {from}"),
            Self::OtherUser => f.write_str("the access token is another user's than it says"),
        }
    }
}

impl std::error::Error for ClaimsError {}
