//! A snapshot: the catalog as a file to commit, so that builds need neither network nor key.

use crate::{Error, Result, catalog::Catalog, render::Origin};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version that is written and read.
const VERSION: u64 = 1;

/// What stands in the file. Settings are not part of it: they are applied when code is made.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    snapshot: u64,
    /// what it was made from
    pub(crate) source: Origin,
    #[serde(flatten)]
    pub(crate) catalog: Catalog,
}

impl Snapshot {
    pub(crate) fn new(source: Origin, catalog: Catalog) -> Self {
        Self { snapshot: VERSION, source, catalog }
    }

    /// Whether a document is of this kind, of whatever version.
    pub(crate) fn is_one(document: &Value) -> bool {
        document.get("snapshot").is_some() && document.get("schemas").is_some()
    }

    pub(crate) fn check_version(place: &str, document: &Value) -> Result<()> {
        match document.get("snapshot") {
            Some(v) if v.as_u64() == Some(VERSION) => Ok(()),
            other => Err(Error::document(
                format!("{place}: snapshot"),
                format!(
                    "version `{}` is not known, only version `{VERSION}`: write it again with this version of the program",
                    other.unwrap_or(&Value::Null)
                ),
            )),
        }
    }

    /// The same catalog gives the same bytes: everything is sorted, a fact has a line.
    pub(crate) fn to_text(&self) -> Result<String> {
        let text =
            serde_json::to_string_pretty(self).map_err(|e| Error::Internal { message: e.to_string() })?;
        Ok(text + "\n")
    }

    /// The db schemas that are asked for, in that order; all if none is named.
    ///
    /// # Errors
    /// With the first that it does not have.
    pub(crate) fn select(self, schemas: &[String]) -> Result<Catalog, String> {
        let mut catalog = self.catalog;
        let mut all = std::mem::take(&mut catalog.schemas);
        if schemas.is_empty() {
            catalog.schemas = all;
            return Ok(catalog);
        }
        for name in schemas {
            let at = all.iter().position(|s| s.name == *name).ok_or_else(|| name.clone())?;
            catalog.schemas.push(all.remove(at));
        }
        catalog.drop_unused_types();
        Ok(catalog)
    }
}
