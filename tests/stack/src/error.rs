//! The one error: what was being done, what went wrong, how to repair it.

use std::io;

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a stack did not start, or did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A part this machine lacks.
    #[error("{what} is missing: {repair}")]
    Missing {
        /// The part.
        what: String,
        /// How to get it.
        repair: &'static str,
    },
    /// A variable of the environment that is needed and not set.
    #[error("`{variable}` is not set: {why}")]
    Unset {
        /// Its name.
        variable: &'static str,
        /// What needs it.
        why: &'static str,
    },
    /// A variable of the environment that is not what it should be.
    #[error("`{variable}` is `{value}`, which is no port")]
    NoPort {
        /// Its name.
        variable: &'static str,
        /// Its value.
        value: String,
    },
    /// The operating system refused.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done.
        doing: String,
        /// The reason.
        source: io::Error,
    },
    /// A program ended with a failure.
    #[error("{doing} failed: {said}")]
    Command {
        /// What it was run for.
        doing: String,
        /// What it wrote.
        said: String,
    },
    /// A server did not become ready.
    #[error("{server} did not start: {said}")]
    Start {
        /// Its name.
        server: &'static str,
        /// The end of its log.
        said: String,
    },
    /// SQL failed.
    #[error("sql failed: {said}")]
    Sql {
        /// File and line, then what PostgreSQL said.
        said: String,
    },
    /// No connection to the database.
    #[error("no connection to the database: {0}")]
    Database(#[source] tokio_postgres::Error),
    /// A project or server did not answer.
    #[error("no answer while waiting for {waiting_for}: {source}")]
    Http {
        /// What was asked for.
        waiting_for: &'static str,
        /// The reason.
        source: reqwest::Error,
    },
    /// PostgREST did not load the new schema in time.
    #[error("the schema cache was not reloaded within {seconds} s: is `db-channel-enabled` on?")]
    NotReloaded {
        /// How long it was waited for.
        seconds: u64,
    },
    /// A mail that was waited for did not come.
    #[error("no mail to {to} came to port {port} of 127.0.0.1 within 10 s")]
    NoMail {
        /// The address.
        to: String,
        /// Where the sink listens.
        port: u16,
    },
    /// Claims could not be made a JWT.
    #[error("the claims cannot be signed: {0}")]
    Jwt(#[from] jsonwebtoken::errors::Error),
}

impl Error {
    /// For `map_err`: keeps what was being done.
    pub(crate) fn io(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { doing: doing.into(), source }
    }
}
