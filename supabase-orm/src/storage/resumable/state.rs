//! What a later process must know to go on with an upload.

use super::whole::Whole;
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use std::{io, path::Path};
use tokio::fs;

/// Which upload of the server it is, and of what. Neither key nor token.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct State {
    pub(super) id: Option<String>,
    bucket: String,
    path: String,
    length: u64,
    modified: Option<u64>,
    signed: bool,
}

impl State {
    pub(super) fn of(bucket: &str, path: &str, whole: &Whole, signed: bool) -> Self {
        Self {
            id: None,
            bucket: bucket.to_owned(),
            path: path.to_owned(),
            length: whole.length,
            modified: whole.modified,
            signed,
        }
    }

    /// Goes on with what is in the file, if that is the same upload.
    pub(super) async fn read(&mut self, file: &Path) {
        let Ok(bytes) = fs::read(file).await else { return };
        let Ok(kept) = serde_json::from_slice::<Self>(&bytes) else { return };
        if (Self { id: None, ..kept.clone() }) == (Self { id: None, ..self.clone() }) {
            self.id = kept.id;
        }
    }

    /// In one step: a process that ends meanwhile leaves the old one.
    pub(super) async fn write(&self, file: &Path) -> Result<()> {
        let mut new = file.as_os_str().to_owned();
        new.push(".new");
        let text = serde_json::to_vec(self).unwrap_or_default();
        fs::write(&new, text).await.map_err(io_error)?;
        fs::rename(&new, file).await.map_err(io_error)
    }

    pub(super) async fn remove(file: &Path) -> Result<()> {
        match fs::remove_file(file).await {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(io_error(e)),
            _ => Ok(()),
        }
    }
}

fn io_error(e: io::Error) -> Error {
    Error::new(ErrorKind::Io(e))
}
