//! What Realtime refuses with, and what goes wrong on the way to it.

use http::StatusCode;
use std::{fmt, time::Duration};

/// Why a channel or the socket does not work. It holds no token and no payload.
///
/// ```
/// # async fn f(db: &supabase_orm::Client) -> supabase_orm::Result<()> {
/// use supabase_orm::error::{ErrorKind, RealtimeError, RealtimeErrorCode};
/// match db.realtime().channel("room1").private().subscribe().await {
///     Ok(channel) => println!("{channel:?} is on"),
///     Err(e) => match e.kind() {
///         ErrorKind::Realtime(RealtimeError::Refused { code: RealtimeErrorCode::Unauthorized, .. }) => println!("not for this user"),
///         ErrorKind::Realtime(e) if e.is_retryable() => println!("later: {e}"),
///         _ => return Err(e),
///     },
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RealtimeError {
    /// The server refused to let the channel in, or ended it.
    Refused {
        /// The topic of the channel, as the application calls it.
        topic: String,
        /// What kind of refusal it is.
        code: RealtimeErrorCode,
        /// The server's words.
        message: String,
    },
    /// The server refused the WebSocket.
    Handshake {
        /// The status of its answer.
        status: StatusCode,
        /// Its words.
        message: String,
    },
    /// The server refused a broadcast by HTTP.
    Http {
        /// The status of its answer.
        status: StatusCode,
        /// Its words.
        message: String,
    },
    /// There is no connection, or it broke; and what is known of why.
    Socket(String),
    /// The access token could not be had, and why: a channel is not let in as somebody else instead.
    Credentials(String),
    /// The server did not say in time what it was waited for.
    Timeout {
        /// The topic of the channel.
        topic: String,
        /// What was waited for.
        what: &'static str,
        /// For how long.
        after: Duration,
    },
    /// The database could not show a change to this user: `Error 401: Unauthorized`, `Error 413: Payload Too Large`.
    Change {
        /// `schema.table`
        table: String,
        /// The server's words.
        messages: Vec<String>,
    },
    /// This client has a channel of this topic already.
    TopicInUse(String),
    /// A payload is larger than the server takes; nothing was sent.
    PayloadTooLarge {
        /// How many bytes it has.
        size: usize,
        /// How many it may have: [`RealtimeOptions::max_payload`](crate::realtime::RealtimeOptions::max_payload).
        limit: usize,
    },
    /// More messages wait for their turn than the queue holds; this one was not sent.
    TooManyWaiting(usize),
    /// The channel was left, or the client was dropped; nothing was sent.
    Left(String),
    /// A payload or a filter that cannot be sent, and why; nothing was sent.
    Unsendable(String),
}

/// The server's words for why it refuses, as an enum that stays open.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RealtimeErrorCode {
    /// No policy on `realtime.messages` lets this user in.
    Unauthorized,
    /// The access token has run out or is not one of this project.
    InvalidJwtToken,
    /// The access token is no JWT.
    MalformedJwt,
    /// The signature of the access token is wrong.
    JwtSignatureError,
    /// The project's keys cannot verify the access token.
    JwtSignerError,
    /// The project takes private channels only.
    PrivateOnly,
    /// The client has too many channels.
    ChannelRateLimitReached,
    /// The project has too many clients.
    ConnectionRateLimitReached,
    /// Too many joins a second.
    ClientJoinRateLimitReached,
    /// Too many messages a second.
    MessageRateLimitReached,
    /// Too many presence messages a second, or calls of `track` within half a minute.
    PresenceRateLimitReached,
    /// The payload of a message or of `track` is too large.
    PayloadSizeExceeded,
    /// The database has too few connections left.
    IncreaseConnectionPool,
    /// The database has no connections left.
    DatabaseLackOfConnections,
    /// The project is being woken.
    InitializingProjectConnection,
    /// The project's database cannot be reached.
    UnableToConnectToProject,
    /// A replay was asked for on a public channel, or with wrong parameters.
    UnableToReplayMessages,
    /// There is no such project.
    TenantNotFound,
    /// Realtime is off for this project.
    RealtimeDisabledForTenant,
    /// The server starts anew.
    RealtimeRestarting,
    /// The server does not know why.
    UnknownErrorOnChannel,
    /// The server listens to other changes than were asked for.
    BindingMismatch,
    /// Changes of the database cannot be listened to.
    UnableToSubscribeToChanges,
    /// The server closed the channel.
    Closed,
    /// A word that this version does not know.
    Other(String),
}

use RealtimeErrorCode as Code;

const WORDS: &[(&str, Code)] = &[
    ("Unauthorized", Code::Unauthorized),
    ("InvalidJWTToken", Code::InvalidJwtToken),
    ("MalformedJWT", Code::MalformedJwt),
    ("JwtSignatureError", Code::JwtSignatureError),
    ("JwtSignerError", Code::JwtSignerError),
    ("PrivateOnly", Code::PrivateOnly),
    ("ChannelRateLimitReached", Code::ChannelRateLimitReached),
    ("ConnectionRateLimitReached", Code::ConnectionRateLimitReached),
    ("ClientJoinRateLimitReached", Code::ClientJoinRateLimitReached),
    ("MessageRateLimitReached", Code::MessageRateLimitReached),
    ("ClientPresenceRateLimitReached", Code::PresenceRateLimitReached),
    ("IncreaseConnectionPool", Code::IncreaseConnectionPool),
    ("DatabaseLackOfConnections", Code::DatabaseLackOfConnections),
    ("InitializingProjectConnection", Code::InitializingProjectConnection),
    ("UnableToConnectToProject", Code::UnableToConnectToProject),
    ("UnableToReplayMessages", Code::UnableToReplayMessages),
    ("TenantNotFound", Code::TenantNotFound),
    ("RealtimeDisabledForTenant", Code::RealtimeDisabledForTenant),
    ("RealtimeRestarting", Code::RealtimeRestarting),
    ("UnknownErrorOnChannel", Code::UnknownErrorOnChannel),
    ("UnableToSubscribeToPostgres", Code::UnableToSubscribeToChanges),
];

/// Messages without a code, by how they begin.
const PHRASES: &[(&str, Code)] = &[
    ("Too many messages per second", Code::MessageRateLimitReached),
    ("Too many presence messages per second", Code::PresenceRateLimitReached),
    ("Client presence rate limit exceeded", Code::PresenceRateLimitReached),
    ("Track message size exceeded", Code::PayloadSizeExceeded),
    ("payload_size_exceeded", Code::PayloadSizeExceeded),
    ("Fields `role` and `exp` are required", Code::InvalidJwtToken),
    ("Token has expired", Code::InvalidJwtToken),
    ("You no longer have permission", Code::Unauthorized),
    ("You do not have permissions", Code::Unauthorized),
    ("Realtime was unable to connect to the project database", Code::UnableToConnectToProject),
    ("Unable to subscribe to changes", Code::UnableToSubscribeToChanges),
    ("mismatch between server and client bindings", Code::BindingMismatch),
];

impl RealtimeErrorCode {
    /// The code in front of a message, `Unauthorized: You do not have ..`, or the one that the message stands for.
    pub(crate) fn of(message: &str) -> Self {
        let word = message.split([':', ' ']).next().unwrap_or_default();
        let known = WORDS.iter().find(|(text, _)| *text == word);
        let phrase = || PHRASES.iter().find(|(text, _)| message.starts_with(text));
        match known.or_else(phrase) {
            Some((_, code)) => code.clone(),
            None if message.contains(':') && !word.is_empty() => Self::Other(word.to_owned()),
            None => Self::Other(message.to_owned()),
        }
    }

    /// The server's word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(text) => text,
            Self::PayloadSizeExceeded => "PayloadSizeExceeded",
            Self::BindingMismatch => "BindingMismatch",
            Self::Closed => "Closed",
            known => WORDS.iter().find(|(_, code)| code == known).map_or("", |(text, _)| text),
        }
    }

    /// Whether the same may succeed later, with a new access token too. Unknown refusals are tried again.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        !matches!(
            self,
            Self::Unauthorized
                | Self::MalformedJwt
                | Self::JwtSignatureError
                | Self::JwtSignerError
                | Self::PrivateOnly
                | Self::UnableToReplayMessages
                | Self::TenantNotFound
                | Self::RealtimeDisabledForTenant
                | Self::BindingMismatch
                | Self::UnableToSubscribeToChanges
                | Self::PayloadSizeExceeded
        )
    }

    /// A limit was reached: the server is left alone for longer.
    pub(crate) fn is_rate_limit(&self) -> bool {
        matches!(
            self,
            Self::ChannelRateLimitReached
                | Self::ConnectionRateLimitReached
                | Self::ClientJoinRateLimitReached
                | Self::MessageRateLimitReached
                | Self::PresenceRateLimitReached
        )
    }
}

impl fmt::Display for RealtimeErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl RealtimeError {
    pub(crate) fn refused(topic: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::Refused { topic: topic.to_owned(), code: Code::of(&message), message }
    }

    /// The code of the server.
    #[must_use]
    pub fn code(&self) -> Option<&RealtimeErrorCode> {
        match self {
            Self::Refused { code, .. } => Some(code),
            _ => None,
        }
    }

    /// Whether the same may succeed later: the client goes on trying by itself where it can.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Refused { code, .. } => code.is_retryable(),
            Self::Handshake { status, .. } | Self::Http { status, .. } => {
                *status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error()
            }
            Self::Socket(_) | Self::Credentials(_) | Self::Timeout { .. } | Self::TooManyWaiting(_) => true,
            Self::Change { .. }
            | Self::TopicInUse(_)
            | Self::PayloadTooLarge { .. }
            | Self::Left(_)
            | Self::Unsendable(_) => false,
        }
    }
}

impl fmt::Display for RealtimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { topic, message, .. } => write!(f, "channel `{topic}`: {message}"),
            Self::Handshake { status, message } if message.is_empty() => {
                write!(f, "the server refused the socket with {status}")
            }
            Self::Handshake { status, message } => {
                write!(f, "the server refused the socket with {status}: {message}")
            }
            Self::Http { status, message } if message.is_empty() => {
                write!(f, "the server refused the broadcast with {status}")
            }
            Self::Http { status, message } => {
                write!(f, "the server refused the broadcast with {status}: {message}")
            }
            Self::Socket(why) => write!(f, "no socket: {why}"),
            Self::Credentials(why) => write!(f, "the access token could not be had: {why}"),
            Self::Timeout { topic, what, after } => {
                write!(f, "channel `{topic}`: no {what} within {after:?}")
            }
            Self::Change { table, messages } => {
                write!(f, "a change of `{table}` cannot be shown: {}", messages.join("; "))
            }
            Self::TopicInUse(topic) => write!(
                f,
                "this client has a channel of the topic `{topic}` already; take it with `get_channel`, or leave it first"
            ),
            Self::PayloadTooLarge { size, limit } => write!(
                f,
                "the payload has {size} bytes, the server takes {limit}, so nothing was sent; put it into Storage and send its path"
            ),
            Self::TooManyWaiting(limit) => {
                write!(f, "{limit} messages wait to be sent, so this one was not; send fewer")
            }
            Self::Left(topic) => write!(f, "channel `{topic}` was left, so nothing was sent"),
            Self::Unsendable(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for RealtimeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_off_the_front_of_a_message_and_phrases_stand_for_one() {
        let code = |m: &str| RealtimeErrorCode::of(m);
        assert_eq!(code("ChannelRateLimitReached: Too many channels"), Code::ChannelRateLimitReached);
        assert_eq!(code("Unauthorized: You do not have permissions to read"), Code::Unauthorized);
        assert_eq!(code("Too many messages per second"), Code::MessageRateLimitReached);
        assert_eq!(code("NewWord: text"), Code::Other("NewWord".into()));
        assert_eq!(code("boom"), Code::Other("boom".into()));
        for (text, code) in WORDS {
            assert_eq!((code.as_str(), RealtimeErrorCode::of(text)), (*text, code.clone()));
        }
    }

    #[test]
    fn what_no_second_try_can_change_is_not_retryable() {
        let refused = |m: &str| RealtimeError::refused("room", m).is_retryable();
        assert!(
            refused("boom") && refused("RealtimeRestarting: wait") && refused("InvalidJWTToken: expired")
        );
        assert!(!refused("Unauthorized: no") && !refused("PrivateOnly: yes"));
        let handshake = |s: u16| {
            let status = StatusCode::from_u16(s).unwrap();
            RealtimeError::Handshake { status, message: String::new() }.is_retryable()
        };
        assert!(handshake(429) && handshake(503) && !handshake(401) && !handshake(404));
    }
}
