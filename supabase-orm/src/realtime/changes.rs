//! Changes of tables.

mod change;
mod filter;
mod listen;

pub use change::{Change, ChangeMeta, ChangeStream, Old};
pub use listen::{OnChanges, OnTableChanges};

use crate::{
    error::{Error, ErrorKind, RealtimeError},
    json::{JsonReader, ReadError, RowReader},
};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// What happens to rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChangeEvent {
    /// All of them.
    #[serde(rename = "*")]
    All,
    /// A row came.
    #[serde(rename = "INSERT")]
    Insert,
    /// A row was changed.
    #[serde(rename = "UPDATE")]
    Update,
    /// A row went.
    #[serde(rename = "DELETE")]
    Delete,
}

impl ChangeEvent {
    /// What a binding for this one hears.
    pub(super) fn covers(self, other: Self) -> bool {
        self == Self::All || self == other
    }
}

/// What a channel listens to, as the server is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Binding {
    pub(super) event: ChangeEvent,
    pub(super) schema: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) table: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) filter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) select: Option<Vec<String>>,
}

/// A binding in the server's answer.
#[derive(Debug, Deserialize)]
pub(super) struct Bound {
    pub(super) id: u64,
    #[serde(flatten)]
    binding: Binding,
}

impl Bound {
    /// Whether the server listens to what it was asked to.
    pub(super) fn is(&self, asked: &Binding) -> bool {
        let b = &self.binding;
        (b.event, &b.schema, &b.table, &b.filter) == (asked.event, &asked.schema, &asked.table, &asked.filter)
    }
}

/// A change as it came: its rows are read by whoever takes it from the stream.
#[derive(Clone)]
pub(super) struct RawChange {
    pub(super) event: ChangeEvent,
    /// `{"schema", "table", "type", "commit_timestamp", "record", "old_record", "errors"}`
    pub(super) data: Bytes,
}

impl RawChange {
    /// Reads `{"ids":[..],"data":{..}}`: for which bindings, and the change.
    pub(super) fn decode(payload: &Bytes) -> Result<(Vec<u64>, Self), ReadError> {
        let mut reader = JsonReader::new(payload);
        RowReader::object(&mut reader, |frame| {
            let ids = frame.get_with("ids", |r| r.list(|r| id(r)))?;
            let data = frame.get_with("data", |r| r.raw().map(|raw| payload.slice_ref(raw)))?;
            let event = RowReader::object(&mut JsonReader::new(&data), |data| {
                data.get_with("type", |r| match &*r.str()? {
                    "INSERT" => Ok(ChangeEvent::Insert),
                    "UPDATE" => Ok(ChangeEvent::Update),
                    "DELETE" => Ok(ChangeEvent::Delete),
                    other => Err(ReadError::new(format!("`{other}` is no change that this version knows"))),
                })
            })?;
            Ok((ids, Self { event, data }))
        })
    }

    /// The parts of the change.
    pub(super) fn parts(&self) -> Result<Parts, Error> {
        let mut reader = JsonReader::new(&self.data);
        let part = |r: &mut JsonReader<'_>| {
            if r.null() { Ok(None) } else { r.raw().map(|raw| Some(self.data.slice_ref(raw))) }
        };
        let parts = RowReader::object(&mut reader, |data| {
            Ok(Parts {
                schema: data.get("schema")?,
                table: data.get("table")?,
                commit_timestamp: data.get("commit_timestamp")?,
                errors: data.get::<Option<Vec<String>>>("errors")?.unwrap_or_default(),
                record: data.get_with("record", part)?,
                old_record: data.get_with("old_record", part)?,
            })
        });
        let parts: Parts = parts.map_err(|e| Error::new(ErrorKind::Decode(e)))?;
        if parts.errors.is_empty() {
            return Ok(parts);
        }
        let table = format!("{}.{}", parts.schema, parts.table);
        Err(Error::new(ErrorKind::Realtime(RealtimeError::Change { table, messages: parts.errors })))
    }
}

/// The server's ids have up to 64 bits without a sign.
fn id(r: &mut JsonReader<'_>) -> Result<u64, ReadError> {
    let digits = r.number()?;
    digits.parse().map_err(|_| ReadError::new(format!("{digits} is no id")))
}

pub(super) struct Parts {
    schema: String,
    table: String,
    commit_timestamp: String,
    errors: Vec<String>,
    pub(super) record: Option<Bytes>,
    pub(super) old_record: Option<Bytes>,
}
