//! Where the document comes from: a server, a database, a file, standard input, memory.

#[cfg(feature = "http")]
mod http;
mod key;
#[cfg(feature = "postgres")]
mod postgres;

#[cfg(feature = "http")]
pub(crate) use key::Key;
#[cfg(feature = "postgres")]
pub(crate) use postgres::DbUrl;

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
    /// A database, which has every db schema.
    #[cfg(feature = "postgres")]
    Database(DbUrl),
    /// One file for each db schema, or one for all.
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
    /// The document of the db schema at `index` of those asked for; perhaps that of all of them.
    ///
    /// # Errors
    /// When it cannot be had.
    pub(crate) fn fetch(&self, schemas: &[String], index: usize) -> Result<Fetched> {
        let schema = schemas.get(index).map_or("public", String::as_str);
        let none = || Error::config("schemas", format!("there is no document for the schema `{schema}`"));
        match self {
            #[cfg(feature = "http")]
            Self::Url { url, key } => http::fetch(url, key.as_ref(), schema),
            #[cfg(feature = "postgres")]
            Self::Database(url) => postgres::fetch(url, schemas),
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
            #[cfg(feature = "postgres")]
            Self::Database(_) => None,
            Self::Files(paths) => Some(paths.len()),
            Self::Stdin => Some(1),
            Self::Texts(texts) => Some(texts.len()),
        }
    }
}
