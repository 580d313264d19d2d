//! What can go wrong, where, and what to do.

use std::path::PathBuf;

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Generation cannot go on. Each message names the place, the cause and the repair.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting is wrong.
    #[error("{place}: {message}")]
    Config {
        /// The file and key, or the flag.
        place: String,
        /// What is wrong and what to do.
        message: String,
    },
    /// A file cannot be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The generated file cannot be written.
    #[error("{}: cannot be written: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The server cannot be reached.
    #[error("{url}: no answer: {message}; is the address right and the server up?")]
    Unreachable {
        /// The address, without key.
        url: String,
        /// Why.
        message: String,
    },
    /// The server refuses the document.
    #[error("{url}: {status}: {message}; {repair}")]
    Refused {
        /// The address, without key.
        url: String,
        /// The HTTP status.
        status: u16,
        /// What the server says.
        message: String,
        /// What to do.
        repair: &'static str,
    },
    /// The database refuses.
    #[error("{url}: the database refuses: {message}; are user, password and database right?")]
    Denied {
        /// The address, without password.
        url: String,
        /// What the database says.
        message: String,
    },
    /// The input is not a document that this version understands.
    #[error("{place}: {message}")]
    Document {
        /// The source, and the place in the document where one can be named.
        place: String,
        /// What is wrong and what to do.
        message: String,
    },
    /// Several of these at once: one run tells all that it can.
    #[error("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Several {
        /// Each fault, in the order of their places; never less than two.
        faults: Vec<Self>,
    },
    /// The generated code is not Rust: a fault of this crate.
    #[error("the generated code does not parse: {message}; please report it with the document")]
    Internal {
        /// What `syn` says.
        message: String,
    },
}

impl Error {
    pub(crate) fn config(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Config { place: place.into(), message: message.into() }
    }

    pub(crate) fn document(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Document { place: place.into(), message: message.into() }
    }

    /// Nothing, the only fault, or all of them.
    pub(crate) fn all(mut faults: Vec<Self>) -> Result<()> {
        match faults.len() {
            0 | 1 => faults.pop().map_or(Ok(()), Err),
            _ => Err(Self::Several { faults }),
        }
    }

    /// Adds what went wrong to a list, and goes on.
    pub(crate) fn keep<T>(result: Result<T>, faults: &mut Vec<Self>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(Self::Several { faults: several }) => {
                faults.extend(several);
                None
            }
            Err(e) => {
                faults.push(e);
                None
            }
        }
    }

    /// Each fault on its own: this one, or those of [`Several`](Self::Several).
    ///
    /// ```
    /// let faults = supabase_codegen::Config::new().settings_text("supabase.toml", "fils = []\nout = 1").unwrap_err();
    /// assert_eq!(faults.faults().len(), 2);
    /// ```
    #[must_use]
    pub fn faults(&self) -> &[Self] {
        match self {
            Self::Several { faults } => faults,
            one => std::slice::from_ref(one),
        }
    }

    /// The exit code of the program, as `sysexits.h` names them.
    ///
    /// | code | |
    /// |---|---|
    /// | 0 | done |
    /// | 1 | `check` found differences |
    /// | 2 | wrong flags |
    /// | 65 | the input is not a document that this version understands |
    /// | 66 | a file cannot be read |
    /// | 69 | the server cannot be reached |
    /// | 70 | a fault of this program |
    /// | 73 | the generated file cannot be written |
    /// | 77 | the server refuses the document, or the database the login |
    /// | 78 | a setting is wrong |
    ///
    /// Of several faults it is that of the first.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Document { .. } => 65,
            Self::Read { .. } => 66,
            Self::Unreachable { .. } => 69,
            Self::Internal { .. } => 70,
            Self::Write { .. } => 73,
            Self::Refused { .. } | Self::Denied { .. } => 77,
            Self::Config { .. } => 78,
            Self::Several { faults } => faults.first().map_or(70, Self::exit_code),
        }
    }
}
