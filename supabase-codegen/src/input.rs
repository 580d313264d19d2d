//! What a source gave, told apart by its content.

mod faults;

use crate::{Error, Result, metadata::Metadata, snapshot::Snapshot, swagger::Document};
use serde::de::DeserializeOwned;
use serde_json::Value;

const EXPECTED: &str = "expected an OpenAPI document of PostgREST, GeneratorMetadata or a snapshot";

/// A document that this version reads.
#[derive(Debug)]
pub(crate) enum Input {
    /// What PostgREST answers at its root: one db schema.
    OpenApi(Box<Document>),
    /// `GeneratorMetadata`: any number of db schemas.
    Metadata(Box<Metadata>),
    /// What this program wrote.
    Snapshot(Box<Snapshot>),
}

impl Input {
    /// Reads a document; `place` names its source in errors.
    pub(crate) fn parse(place: &str, bytes: &[u8]) -> Result<Self> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let value = json(place, bytes)?;
        if Snapshot::is_one(&value) {
            Snapshot::check_version(place, &value)?;
            return Ok(Self::Snapshot(Box::new(typed(place, bytes)?)));
        }
        if Metadata::is_one(&value) {
            Metadata::check_version(place, &value)?;
            return Ok(Self::Metadata(Box::new(typed(place, bytes)?)));
        }
        Document::check_version(place, &value)?;
        Ok(Self::OpenApi(Box::new(typed(place, bytes)?)))
    }
}

/// The document as its mirror; a part that does not fit is named by its path.
fn typed<T: DeserializeOwned>(place: &str, bytes: &[u8]) -> Result<T> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut json).map_err(|e| {
        let first = Error::document(format!("{place}: {}", e.path()), e.inner().to_string());
        faults::all::<T>(place, bytes).unwrap_or(first)
    })
}

/// Any JSON; what is not JSON is told apart by how it looks.
fn json(place: &str, bytes: &[u8]) -> Result<Value> {
    let start = bytes.trim_ascii_start();
    if start.is_empty() {
        return Err(Error::document(place, format!("is empty; {EXPECTED}")));
    }
    if start.starts_with(b"<") {
        return Err(Error::document(
            place,
            "is a web page, not the OpenAPI document of PostgREST; the address is that of a site, a login page or a \
             proxy: use `https://<ref>.supabase.co`",
        ));
    }
    serde_json::from_slice(bytes).map_err(|e| {
        let at = format!("{place}: line {}, column {}", e.line(), e.column());
        if e.is_eof() {
            Error::document(at, "the document is cut off here; fetch it again")
        } else {
            Error::document(at, format!("is not JSON ({e}); {EXPECTED}"))
        }
    })
}
