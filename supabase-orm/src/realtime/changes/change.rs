//! One change, and the stream of them.

use super::{ChangeEvent, RawChange};
use crate::{
    Result,
    column::Column,
    error::{Error, ErrorKind},
    json::{JsonReader, ReadError, RowReader},
    read::{self, FromColumn},
    realtime::queue::{Event, Reader},
    schema::Table,
    sql::SqlType,
    timestamp::Timestamp,
};
use bytes::Bytes;
use futures_core::Stream;
use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

/// A change of a row of `R`. What cannot be shown or read is an error of the stream instead.
///
/// ```
/// # use supabase_orm::{Result, doc::Planet, realtime::Change};
/// fn say(change: &Change<Planet>) -> Result<()> {
///     match change {
///         Change::Insert { new, .. } => println!("{:?} came", new.name),
///         Change::Update { new, old, .. } => println!("{:?} was {:?}", new.name, old.get(|p| p.name)?),
///         Change::Delete { old, .. } => println!("{:?} went", old.get(|p| p.id)?),
///     }
///     Ok(())
/// }
/// ```
#[derive(Debug, Clone)]
pub enum Change<R> {
    /// A row came.
    Insert {
        /// The row.
        new: R,
        /// Of which table, and when.
        meta: ChangeMeta,
    },
    /// A row was changed.
    Update {
        /// The row as it is now.
        new: R,
        /// What is known of the row as it was.
        old: Old<R>,
        /// Of which table, and when.
        meta: ChangeMeta,
    },
    /// A row went.
    Delete {
        /// What is known of it.
        old: Old<R>,
        /// Of which table, and when.
        meta: ChangeMeta,
    },
}

impl<R> Change<R> {
    /// The row as it is now; `None` if it went.
    pub fn new_row(&self) -> Option<&R> {
        match self {
            Self::Insert { new, .. } | Self::Update { new, .. } => Some(new),
            Self::Delete { .. } => None,
        }
    }

    /// What is known of the row as it was; `None` if it came.
    pub fn old_row(&self) -> Option<&Old<R>> {
        match self {
            Self::Update { old, .. } | Self::Delete { old, .. } => Some(old),
            Self::Insert { .. } => None,
        }
    }

    /// Of which table it is, and when it was committed.
    pub fn meta(&self) -> &ChangeMeta {
        match self {
            Self::Insert { meta, .. } | Self::Update { meta, .. } | Self::Delete { meta, .. } => meta,
        }
    }

    /// What happened.
    pub fn event(&self) -> ChangeEvent {
        match self {
            Self::Insert { .. } => ChangeEvent::Insert,
            Self::Update { .. } => ChangeEvent::Update,
            Self::Delete { .. } => ChangeEvent::Delete,
        }
    }
}

/// Of which table a change is, and when it was committed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChangeMeta {
    /// The db schema.
    pub schema: String,
    /// The table.
    pub table: String,
    /// When it was committed.
    pub committed_at: Timestamp,
}

/// What is known of a row as it was: the columns of its replica identity, which by default are those of the primary key.
///
/// `alter table planets replica identity full` makes it the whole row. With row level security, rows that were deleted have
/// their primary key only.
pub struct Old<R> {
    json: Bytes,
    _r: PhantomData<fn() -> R>,
}

impl<R> Old<R> {
    /// What there is, as the server wrote it: an object of JSON.
    #[must_use]
    pub fn json(&self) -> &[u8] {
        &self.json
    }

    /// The same as a value.
    ///
    /// # Errors
    /// When it is no JSON.
    pub fn to_value(&self) -> Result<serde_json::Value> {
        JsonReader::new(&self.json).json().map_err(|e| Error::new(ErrorKind::Decode(e)))
    }
}

impl<R: Table> Old<R> {
    /// The value of a column; `None` if the replica identity does not have it.
    ///
    /// # Errors
    /// When the value does not fit the column.
    pub fn get<S: SqlType>(
        &self,
        column: impl FnOnce(&'static R::Columns) -> Column<R, S>,
    ) -> Result<Option<S::Rust>> {
        let name = column(R::COLUMNS).__name;
        let value = RowReader::object(&mut JsonReader::new(&self.json), |row| {
            let read = |raw| <S::Rust as FromColumn<S>>::read(&mut JsonReader::new(raw));
            row.find(name)?.map(read).transpose().map_err(|e| e.in_key(name))
        });
        value.map_err(|e| Error::new(ErrorKind::Decode(e)))
    }

    /// The whole row; `None` if the replica identity is not `full`.
    ///
    /// # Errors
    /// When a value does not fit its column.
    pub fn row(&self) -> Result<Option<R>> {
        read::row_if_whole(&mut JsonReader::new(&self.json)).map_err(|e| Error::new(ErrorKind::Decode(e)))
    }
}

impl<R> Clone for Old<R> {
    fn clone(&self) -> Self {
        Self { json: self.json.clone(), _r: PhantomData }
    }
}

impl<R> fmt::Debug for Old<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Old({})", String::from_utf8_lossy(&self.json))
    }
}

/// How a row is read.
pub(in crate::realtime) type Decode<R> = fn(&mut JsonReader<'_>) -> std::result::Result<R, ReadError>;

/// The server leaves out what a role may not select, and large values that an update did not change.
pub(super) fn whole<T: Table>(r: &mut JsonReader<'_>) -> std::result::Result<T, ReadError> {
    read::row_if_whole(r)?.ok_or_else(|| {
        ReadError::new(
            "a column is missing: a large value that was not changed, or one that the role may not select; \
             read the row by its key, or give the table `replica identity full`",
        )
    })
}

impl RawChange {
    /// Reads the rows.
    pub(in crate::realtime) fn read<R>(&self, decode: Decode<R>) -> Result<Change<R>> {
        let parts = self.parts()?;
        let meta = ChangeMeta {
            schema: parts.schema,
            table: parts.table,
            committed_at: Timestamp::new(parts.commit_timestamp),
        };
        let empty = || Bytes::from_static(b"{}");
        let old = Old { json: parts.old_record.unwrap_or_else(empty), _r: PhantomData };
        let new = || {
            let record = parts.record.unwrap_or_else(empty);
            decode(&mut JsonReader::new(&record))
                .map_err(|e| Error::new(ErrorKind::Decode(e.in_key("record"))))
        };
        Ok(match self.event {
            ChangeEvent::Delete => Change::Delete { old, meta },
            ChangeEvent::Update => Change::Update { new: new()?, old, meta },
            ChangeEvent::Insert | ChangeEvent::All => Change::Insert { new: new()?, meta },
        })
    }
}

/// Changes of rows of `R`, and the places where some may be missing.
///
/// A [`Stream`], and without any trait [`next`](Self::next). It ends when the channel does.
#[must_use = "a stream that nobody reads gets nothing"]
pub struct ChangeStream<R> {
    reader: Reader<RawChange>,
    decode: Decode<R>,
}

impl<R> ChangeStream<R> {
    pub(super) fn new(reader: Reader<RawChange>, decode: Decode<R>) -> Self {
        Self { reader, decode }
    }

    /// The next change or gap; `None` when the channel was left.
    ///
    /// # Errors
    /// An item is an error if the server could not show the change to this user, or if it does not fit `R`. The stream goes on.
    pub async fn next(&mut self) -> Option<Result<Event<Change<R>>>> {
        std::future::poll_fn(|cx| self.poll_change(cx)).await
    }

    pub(in crate::realtime) fn poll_raw(&mut self, cx: &mut Context<'_>) -> Poll<Option<Event<RawChange>>> {
        Pin::new(&mut self.reader).poll_next(cx)
    }

    fn poll_change(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event<Change<R>>>>> {
        let event = ready!(self.poll_raw(cx));
        Poll::Ready(event.map(|event| event.try_map(|raw| raw.read(self.decode))))
    }
}

// no field is pinned
impl<R> Unpin for ChangeStream<R> {}

impl<R> Stream for ChangeStream<R> {
    type Item = Result<Event<Change<R>>>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_change(cx)
    }
}

impl<R> fmt::Debug for ChangeStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChangeStream")
    }
}
