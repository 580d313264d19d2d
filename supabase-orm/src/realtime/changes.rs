//! Changes of tables.

mod change;
mod filter;
mod listen;

pub use change::{Change, ChangeMeta, ChangeStream, Old};
pub use listen::{OnChanges, OnTableChanges};

use crate::{
    error::{Error, ErrorKind, RealtimeError},
    json::{JsonReader, ReadError, RowReader, Seen},
};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

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
    pub(super) fn decode(payload: &Bytes) -> Result<(Ids, Self), ReadError> {
        let (mut ids, mut data) = (Ids::new(), None);
        RowReader::each(&mut JsonReader::new(payload), |key, r| {
            match key {
                "ids" => ids = r.list(id)?.into(),
                "data" => data = Some(payload.slice_ref(r.raw()?)),
                _ => return Ok(Seen::Unread),
            }
            Ok(Seen::Read)
        })?;
        let data = data.ok_or_else(|| ReadError::new("a change without `data`"))?;
        let mut event = None;
        RowReader::each(&mut JsonReader::new(&data), |key, r| {
            if key != "type" {
                return Ok(Seen::Unread);
            }
            event = Some(event_of(&r.str()?)?);
            Ok(Seen::Enough)
        })?;
        let event = event.ok_or_else(|| ReadError::new("a change without `type`"))?;
        Ok((ids, Self { event, data }))
    }

    /// The parts of the change.
    pub(super) fn parts(&self) -> Result<Parts, Error> {
        let mut parts = Parts::default();
        let whole = &self.data;
        let part = |r: &mut JsonReader<'_>| {
            if r.null() { Ok(None) } else { r.raw().map(|raw| Some(whole.slice_ref(raw))) }
        };
        let read = RowReader::each(&mut JsonReader::new(whole), |key, r| {
            match key {
                "schema" => parts.schema = r.str()?.into_owned(),
                "table" => parts.table = r.str()?.into_owned(),
                // an error has none
                "commit_timestamp" if !r.null() => parts.commit_timestamp = r.str()?.into_owned(),
                "errors" if !r.null() => parts.errors = r.list(|r| r.str().map(Into::into))?,
                "record" => parts.record = part(r)?,
                "old_record" => parts.old_record = part(r)?,
                "commit_timestamp" | "errors" => {}
                _ => return Ok(Seen::Unread),
            }
            Ok(Seen::Read)
        });
        read.map_err(|e| Error::new(ErrorKind::Decode(e)))?;
        if parts.errors.is_empty() {
            return Ok(parts);
        }
        let table = format!("{}.{}", parts.schema, parts.table);
        Err(Error::new(ErrorKind::Realtime(RealtimeError::Change { table, messages: parts.errors })))
    }
}

/// Few bindings fit one change.
pub(super) type Ids = SmallVec<[u64; 4]>;

fn event_of(word: &str) -> Result<ChangeEvent, ReadError> {
    Ok(match word {
        "INSERT" => ChangeEvent::Insert,
        "UPDATE" => ChangeEvent::Update,
        "DELETE" => ChangeEvent::Delete,
        other => return Err(ReadError::new(format!("`{other}` is no change that this version knows"))),
    })
}

/// The server's ids have up to 64 bits without a sign.
fn id(r: &mut JsonReader<'_>) -> Result<u64, ReadError> {
    let digits = r.number()?;
    digits.parse().map_err(|_| ReadError::new(format!("{digits} is no id")))
}

#[derive(Default)]
pub(super) struct Parts {
    schema: String,
    table: String,
    commit_timestamp: String,
    errors: Vec<String>,
    pub(super) record: Option<Bytes>,
    pub(super) old_record: Option<Bytes>,
}
