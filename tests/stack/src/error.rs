//! What can go wrong with a stack.

use std::path::PathBuf;

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The stack cannot do what it should.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A part is not on this machine.
    #[error("{what} is missing: {repair}")]
    Missing {
        /// The part.
        what: String,
        /// How to get it.
        repair: String,
    },
    /// A program does not start, or ended.
    #[error("{program}: {message}{}", tail(log))]
    Program {
        /// The program.
        program: String,
        /// What it did.
        message: String,
        /// The end of what it printed.
        log: String,
    },
    /// The database refuses SQL.
    #[error("{place}: {message}")]
    Sql {
        /// File and line.
        place: String,
        /// What the database says.
        message: String,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A token cannot be signed.
    #[error("a token cannot be signed: {0}")]
    Token(String),
}

fn tail(log: &str) -> String {
    if log.trim().is_empty() { String::new() } else { format!("; it printed last:\n{}", log.trim_end()) }
}

impl Error {
    pub(crate) fn missing(what: impl Into<String>, repair: impl Into<String>) -> Self {
        Self::Missing { what: what.into(), repair: repair.into() }
    }

    pub(crate) fn program(program: impl Into<String>, message: impl Into<String>, log: String) -> Self {
        Self::Program { program: program.into(), message: message.into(), log }
    }

    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}
