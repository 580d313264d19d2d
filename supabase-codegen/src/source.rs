//! Where the document comes from: a server, a file, standard input, memory.

#[cfg(feature = "http")]
mod http;
mod key;

#[cfg(feature = "http")]
pub(crate) use key::Key;

use crate::{Error, Result};
use std::{io::Read, path::PathBuf};

/// A place that has documents.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    #[cfg(feature = "http")]
    Url {
        url: String,
        key: Option<Key>,
    },
    /// One file for each db schema.
    Files(Vec<PathBuf>),
    Stdin,
    /// One text for each db schema, with a name for errors.
    Texts(Vec<(String, Vec<u8>)>),
}

/// A document before it is read, and what to call it in errors.
pub(crate) struct Fetched {
    pub(crate) place: String,
    pub(crate) bytes: Vec<u8>,
}

impl Source {
    /// The document of a db schema, which is the one at `index` of those asked for.
    ///
    /// # Errors
    /// When it cannot be had.
    pub(crate) fn fetch(&self, schema: &str, index: usize) -> Result<Fetched> {
        let none = || Error::config("schemas", format!("there is no document for the schema `{schema}`"));
        match self {
            #[cfg(feature = "http")]
            Self::Url { url, key } => http::fetch(url, key.as_ref(), schema),
            Self::Files(paths) => {
                let path = paths.get(index).ok_or_else(none)?;
                let read = |source| Error::Read { path: path.clone(), source };
                Ok(Fetched { place: path.display().to_string(), bytes: std::fs::read(path).map_err(read)? })
            }
            Self::Stdin => {
                let mut bytes = Vec::new();
                let read = |source| Error::Read { path: "standard input".into(), source };
                std::io::stdin().read_to_end(&mut bytes).map_err(read)?;
                Ok(Fetched { place: "standard input".to_owned(), bytes })
            }
            Self::Texts(texts) => {
                let (place, bytes) = texts.get(index).cloned().ok_or_else(none)?;
                Ok(Fetched { place, bytes })
            }
        }
    }

    /// How many documents there are; a server has any number.
    pub(crate) fn documents(&self) -> Option<usize> {
        match self {
            #[cfg(feature = "http")]
            Self::Url { .. } => None,
            Self::Files(paths) => Some(paths.len()),
            Self::Stdin => Some(1),
            Self::Texts(texts) => Some(texts.len()),
        }
    }
}
