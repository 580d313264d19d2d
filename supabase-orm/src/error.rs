//! The one error type.

mod advice;
#[cfg(feature = "auth")]
mod auth;
#[cfg(feature = "auth")]
mod claims;
#[cfg(feature = "functions")]
mod function;
mod postgrest;
mod query;
#[cfg(feature = "realtime")]
mod realtime;
#[cfg(feature = "auth")]
mod redirect;
#[cfg(feature = "storage")]
mod storage;

#[cfg(feature = "auth")]
pub use auth::{AuthError, AuthErrorCode};
#[cfg(feature = "auth")]
pub use claims::ClaimsError;
#[cfg(feature = "functions")]
pub use function::FunctionError;
pub use postgrest::{Details, PostgrestError};
pub use query::QueryError;
#[cfg(feature = "realtime")]
pub use realtime::{RealtimeError, RealtimeErrorCode};
#[cfg(feature = "auth")]
pub use redirect::RedirectError;
#[cfg(feature = "storage")]
pub use storage::{StorageError, StorageErrorCode};

pub use crate::rest::expect::Expected;

use crate::{
    http::{Phase, TransportError},
    json::ReadError,
};
use http::{Method, StatusCode};
use std::{error::Error as StdError, fmt, time::Duration};

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Anything that can go wrong between a query and its rows.
///
/// One pointer wide. [`kind`](Self::kind) tells the cases apart, the `is_*` methods answer what programs usually ask. It
/// knows the method and the path of its request, and never shows values of filters, payloads, keys or tokens.
///
/// ```
/// # async fn f(db: &supabase_orm::Client) {
/// # use supabase_orm::{Table, doc::Planet};
/// match db.from::<Planet>().select().single().await {
///     Ok(planet) => println!("{planet:?}"),
///     Err(e) if e.is_no_rows() => println!("no such planet"),
///     Err(e) if e.is_permission_denied() => println!("not allowed: {e}"),
///     Err(e) => println!("{e}"),
/// }
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    place: Option<(Method, String)>,
}

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be built from what it was given. Holds what is wrong and what to do.
    Config(String),
    /// The query cannot be sent as it stands; nothing was sent.
    Query(QueryError),
    /// The access token of the user could not be had; nothing was sent.
    Credentials(Box<dyn StdError + Send + Sync>),
    /// There was no answer, or it broke off.
    Transport(TransportError),
    /// An attempt took longer than the timeout of the client or of the query.
    Timeout(Duration),
    /// PostgREST refused the request.
    Postgrest(PostgrestError),
    /// The Auth server refused the request.
    #[cfg(feature = "auth")]
    Auth(AuthError),
    /// Nobody is signed in; nothing was sent.
    #[cfg(feature = "auth")]
    NoSession,
    /// The session could not be refreshed, and why; the request itself was not sent.
    #[cfg(feature = "auth")]
    Session(std::sync::Arc<Error>),
    /// The access token is not believed.
    #[cfg(feature = "auth")]
    Claims(ClaimsError),
    /// The keys of the project, which verify access tokens, could not be had, and why.
    #[cfg(feature = "auth")]
    Jwks(std::sync::Arc<Error>),
    /// The address that a user came back with is no session.
    #[cfg(feature = "auth")]
    Redirect(RedirectError),
    /// A function answered with an error, or was not reached.
    #[cfg(feature = "functions")]
    Function(FunctionError),
    /// Storage refused the request.
    #[cfg(feature = "storage")]
    Storage(StorageError),
    /// A channel, or the socket, does not work.
    #[cfg(feature = "realtime")]
    Realtime(RealtimeError),
    /// A file of this machine, or what was to be uploaded, could not be read or written.
    #[cfg(feature = "storage")]
    Io(std::io::Error),
    /// The answer is none of the service that was asked: a gateway's, a proxy's, or the address is wrong.
    Unexpected {
        /// The status of the answer.
        status: StatusCode,
        /// Its `content-type`.
        content_type: Option<String>,
        /// Its body, as it came.
        body: bytes::Bytes,
    },
    /// The answer does not fit the types of the query: see [`ReadError::path`].
    Decode(ReadError),
    /// Two rows or more where one or none was expected, and how many came.
    MoreThanOneRow(usize),
    /// A write changed another number of rows than `expect_rows` or `at_least_one` says.
    Affected {
        /// How many it should have changed.
        expected: Expected,
        /// How many it did change.
        found: u64,
    },
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner { kind, place: None }))
    }

    pub(crate) fn config(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config(what.into()))
    }

    /// Adds the request that failed; the query part of the address stays out.
    pub(crate) fn at(mut self, method: &Method, path: &str) -> Self {
        self.0.place.get_or_insert_with(|| (method.clone(), path.to_owned()));
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The method of the request.
    #[must_use]
    pub fn method(&self) -> Option<&Method> {
        self.0.place.as_ref().map(|p| &p.0)
    }

    /// The path of the request behind the service's address, without the query: `planets`, `rpc/add`.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.place.as_ref().map(|p| p.1.as_str())
    }

    fn postgrest(&self) -> Option<&PostgrestError> {
        match &self.0.kind {
            ErrorKind::Postgrest(e) => Some(e),
            _ => None,
        }
    }

    /// The code of the Auth server.
    #[cfg(feature = "auth")]
    #[must_use]
    pub fn auth_code(&self) -> Option<&AuthErrorCode> {
        match &self.0.kind {
            ErrorKind::Auth(e) => e.code.as_ref(),
            ErrorKind::Session(e) | ErrorKind::Jwks(e) => e.auth_code(),
            ErrorKind::Redirect(RedirectError::Refused { code, .. }) => code.as_ref(),
            _ => None,
        }
    }

    /// The code of Storage.
    #[cfg(feature = "storage")]
    #[must_use]
    pub fn storage_code(&self) -> Option<&StorageErrorCode> {
        self.storage().and_then(|e| e.code.as_ref())
    }

    #[cfg(feature = "storage")]
    pub(crate) fn storage(&self) -> Option<&StorageError> {
        match &self.0.kind {
            ErrorKind::Storage(e) => Some(e),
            _ => None,
        }
    }

    /// The HTTP status, where the server answered; of Storage the one that it means.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match &self.0.kind {
            ErrorKind::Postgrest(e) => Some(e.status),
            #[cfg(feature = "auth")]
            ErrorKind::Auth(e) => Some(e.status),
            #[cfg(feature = "auth")]
            ErrorKind::Session(e) | ErrorKind::Jwks(e) => e.status(),
            #[cfg(feature = "functions")]
            ErrorKind::Function(e) => Some(e.status),
            #[cfg(feature = "storage")]
            ErrorKind::Storage(e) => Some(e.status),
            #[cfg(feature = "realtime")]
            ErrorKind::Realtime(
                RealtimeError::Handshake { status, .. } | RealtimeError::Http { status, .. },
            ) => Some(*status),
            ErrorKind::Unexpected { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// The code of the server: `PGRST116`, or a SQLSTATE such as `23505`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.postgrest().and_then(|e| e.code.as_deref())
    }

    /// The SQLSTATE, if the error comes from PostgreSQL: `42501`.
    #[must_use]
    pub fn sqlstate(&self) -> Option<&str> {
        self.postgrest().and_then(PostgrestError::sqlstate)
    }

    /// The server's message.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.postgrest().map(|e| e.message.as_str())
    }

    /// The server's details: text, or JSON where PostgREST lists candidates.
    #[must_use]
    pub fn details(&self) -> Option<&Details> {
        self.postgrest().and_then(|e| e.details.as_ref())
    }

    /// The server's hint.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.postgrest().and_then(|e| e.hint.as_deref())
    }

    /// What usually helps with this error.
    #[must_use]
    pub fn advice(&self) -> Option<&'static str> {
        advice::of(&self.0.kind)
    }

    /// Where in the answer decoding stopped: `[3].instruments[0].name`.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        match &self.0.kind {
            ErrorKind::Decode(e) => Some(e.path()),
            _ => None,
        }
    }

    /// `single()` found no row.
    #[must_use]
    pub fn is_no_rows(&self) -> bool {
        self.code() == Some("PGRST116") && self.postgrest().and_then(PostgrestError::row_count) == Some(0)
    }

    /// `single()` or `maybe_single()` found more than one row.
    #[must_use]
    pub fn is_more_than_one_row(&self) -> bool {
        let many = |e: &PostgrestError| e.row_count().is_some_and(|n| n > 1);
        matches!(self.0.kind, ErrorKind::MoreThanOneRow(_))
            || (self.code() == Some("PGRST116") && self.postgrest().is_some_and(many))
    }

    /// A unique key is taken (23505).
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        self.sqlstate() == Some("23505")
    }

    /// A foreign key points to nothing, or something still points here (23503).
    #[must_use]
    pub fn is_foreign_key_violation(&self) -> bool {
        self.sqlstate() == Some("23503")
    }

    /// A column that must have a value got NULL (23502).
    #[must_use]
    pub fn is_not_null_violation(&self) -> bool {
        self.sqlstate() == Some("23502")
    }

    /// A check constraint refused the row (23514).
    #[must_use]
    pub fn is_check_violation(&self) -> bool {
        self.sqlstate() == Some("23514")
    }

    /// The role has no grant, or row level security refuses the new row (42501).
    #[must_use]
    pub fn is_permission_denied(&self) -> bool {
        self.sqlstate() == Some("42501")
    }

    /// The key or the token was refused (401), for instance because the token has expired.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// The table, view or function is not there or not exposed.
    #[must_use]
    pub fn is_unknown_relation(&self) -> bool {
        matches!(self.code(), Some("42P01" | "PGRST205" | "PGRST202" | "42883"))
    }

    /// More rows would have been changed than `max_affected` allows; nothing was changed.
    #[must_use]
    pub fn is_max_affected_exceeded(&self) -> bool {
        self.code() == Some("PGRST124")
    }

    /// A write changed another number of rows than it was expected to, see
    /// [`Write::expect_rows`](crate::Write::expect_rows).
    #[must_use]
    pub fn is_unexpected_row_count(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Affected { .. })
    }

    /// The query was never sent: it is incomplete, or no credentials or no connection could be had.
    #[must_use]
    pub fn is_not_sent(&self) -> bool {
        match &self.0.kind {
            ErrorKind::Config(_) | ErrorKind::Query(_) | ErrorKind::Credentials(_) => true,
            ErrorKind::Transport(e) => matches!(e.phase(), Phase::Build | Phase::Connect),
            #[cfg(feature = "auth")]
            ErrorKind::NoSession | ErrorKind::Session(_) => true,
            #[cfg(feature = "realtime")]
            ErrorKind::Realtime(
                RealtimeError::TopicInUse(_)
                | RealtimeError::PayloadTooLarge { .. }
                | RealtimeError::TooManyWaiting(_)
                | RealtimeError::Left(_)
                | RealtimeError::Unsendable(_),
            ) => true,
            _ => false,
        }
    }

    /// The time ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match &self.0.kind {
            ErrorKind::Timeout(_) => true,
            #[cfg(feature = "realtime")]
            ErrorKind::Realtime(RealtimeError::Timeout { .. }) => true,
            _ => false,
        }
    }

    /// No connection, or it broke.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Transport(_))
    }

    /// The answer does not fit the types of the query.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Decode(_))
    }

    /// The same request may succeed later: no connection, a timeout, 429 or 5xx.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        #[cfg(feature = "realtime")]
        if let ErrorKind::Realtime(e) = &self.0.kind {
            return e.is_retryable();
        }
        let by_status = |s: StatusCode| s == StatusCode::TOO_MANY_REQUESTS || s.is_server_error();
        self.is_timeout() || self.is_transport() || self.status().is_some_and(by_status)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((method, path)) = &self.0.place {
            write!(f, "{method} {path}: ")?;
        }
        match &self.0.kind {
            ErrorKind::Config(what) => f.write_str(what)?,
            ErrorKind::Query(e) => e.fmt(f)?,
            ErrorKind::Credentials(e) => write!(f, "the access token could not be had: {e}")?,
            ErrorKind::Transport(e) => e.fmt(f)?,
            ErrorKind::Timeout(after) => write!(f, "no answer within {after:?}")?,
            ErrorKind::Postgrest(e) => e.fmt(f)?,
            #[cfg(feature = "auth")]
            ErrorKind::Auth(e) => e.fmt(f)?,
            #[cfg(feature = "auth")]
            ErrorKind::NoSession => f.write_str("nobody is signed in")?,
            #[cfg(feature = "auth")]
            ErrorKind::Session(e) => write!(f, "the session could not be refreshed: {e}")?,
            #[cfg(feature = "auth")]
            ErrorKind::Claims(e) => e.fmt(f)?,
            #[cfg(feature = "auth")]
            ErrorKind::Jwks(e) => write!(f, "the keys of the project could not be had: {e}")?,
            #[cfg(feature = "auth")]
            ErrorKind::Redirect(e) => e.fmt(f)?,
            #[cfg(feature = "functions")]
            ErrorKind::Function(e) => e.fmt(f)?,
            #[cfg(feature = "storage")]
            ErrorKind::Storage(e) => e.fmt(f)?,
            #[cfg(feature = "realtime")]
            ErrorKind::Realtime(e) => e.fmt(f)?,
            #[cfg(feature = "storage")]
            ErrorKind::Io(e) => write!(f, "a file could not be read or written: {e}")?,
            ErrorKind::Unexpected { status, content_type, .. } => {
                let kind = content_type.as_deref().unwrap_or("no content type");
                write!(f, "the answer is none of Supabase's: {status}, {kind}")?;
            }
            ErrorKind::Decode(e) => e.fmt(f)?,
            ErrorKind::MoreThanOneRow(n) => write!(f, "{n} rows where one or none was expected")?,
            ErrorKind::Affected { expected, found } => {
                write!(f, "{expected} should have been changed, {found} were")?;
            }
        }
        match advice::own(&self.0.kind) {
            Some(advice) => write!(f, "; {advice}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut s = f.debug_struct("Error");
        match &self.0.kind {
            // an unknown body may repeat what was sent
            ErrorKind::Unexpected { status, content_type, body } => {
                s.field("status", status)
                    .field("content_type", content_type)
                    .field("body_bytes", &body.len());
            }
            kind => {
                s.field("kind", kind);
            }
        }
        if let Some((method, path)) = &self.0.place {
            s.field("method", method).field("path", path);
        }
        s.field("text", &format_args!("{self}")).finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.kind {
            ErrorKind::Credentials(e) => Some(e.as_ref()),
            ErrorKind::Transport(e) => StdError::source(e),
            #[cfg(feature = "auth")]
            ErrorKind::Session(e) | ErrorKind::Jwks(e) => Some(e.as_ref()),
            #[cfg(feature = "storage")]
            ErrorKind::Io(e) => Some(e),
            _ => None,
        }
    }
}

impl From<QueryError> for Error {
    fn from(e: QueryError) -> Self {
        Self::new(ErrorKind::Query(e))
    }
}

#[cfg(feature = "auth")]
impl From<ClaimsError> for Error {
    fn from(e: ClaimsError) -> Self {
        Self::new(ErrorKind::Claims(e))
    }
}

#[cfg(feature = "auth")]
impl From<RedirectError> for Error {
    fn from(e: RedirectError) -> Self {
        Self::new(ErrorKind::Redirect(e))
    }
}
