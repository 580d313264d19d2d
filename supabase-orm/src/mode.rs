//! What awaiting a query gives: its last type parameter.

mod location;
mod page;

pub use location::Location;
pub use page::{Answer, Page};

use crate::{
    error::{ErrorKind, Result},
    read::{JsonReader, ReadError, Row, row as read_row},
    rest::reply::Reply,
    schema::Table,
    select::Selection,
};
use serde_json::Value;
use std::{fmt, sync::Arc};

type ReadRow<R> = dyn Fn(&mut JsonReader<'_>) -> Result<R, ReadError> + Send + Sync;

/// How a row is read: a plain function for a row type, shared state for a selection of values.
#[doc(hidden)]
pub enum Decode<R> {
    Type(fn(&mut JsonReader<'_>) -> Result<R, ReadError>),
    Value(Arc<ReadRow<R>>),
}

impl<R> Decode<R> {
    pub(crate) fn of_type() -> Self
    where
        R: Row,
    {
        Self::Type(read_row::<R>)
    }

    /// Read by this function.
    pub(crate) fn by(read: fn(&mut JsonReader<'_>) -> Result<R, ReadError>) -> Self {
        Self::Type(read)
    }

    pub(crate) fn of_value<T: Table, S: Selection<T, Row = R> + Send + Sync + 'static>(selection: S) -> Self {
        Self::Value(Arc::new(move |r| selection.read(r)))
    }

    /// What a write without rows has.
    pub(crate) fn nothing() -> Self {
        Self::Type(|_| Err(ReadError::new("no rows were asked for")))
    }

    fn row(&self, r: &mut JsonReader<'_>) -> Result<R, ReadError> {
        match self {
            Self::Type(read) => read(r),
            Self::Value(read) => read(r),
        }
    }

    pub(crate) fn rows(&self, reply: &Reply) -> Result<Vec<R>> {
        match self {
            Self::Type(read) => reply.decode(|r| r.rows(read)),
            Self::Value(read) => reply.decode(|r| r.rows(|r| read(r))),
        }
    }
}

impl<R> Clone for Decode<R> {
    fn clone(&self) -> Self {
        match self {
            Self::Type(read) => Self::Type(*read),
            Self::Value(read) => Self::Value(read.clone()),
        }
    }
}

impl<R> fmt::Debug for Decode<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Decode")
    }
}

/// What awaiting gives, for rows of type `R`.
pub trait Mode<R>: 'static {
    /// The value.
    type Output: 'static;
    #[doc(hidden)]
    fn decode(reply: Reply, rows: &Decode<R>) -> Result<Self::Output>;
}

macro_rules! modes { ($($(#[$m:meta])* $mode:ident => $out:ty, |$reply:ident, $rows:ident| $body:expr;)*) => { $(
    $(#[$m])*
    #[derive(Debug)]
    pub enum $mode {}
    impl<R: 'static> Mode<R> for $mode {
        type Output = $out;
        fn decode($reply: Reply, $rows: &Decode<R>) -> Result<$out> {
            $body
        }
    }
)* } }

modes! {
    /// All rows: `Vec<R>`.
    Rows => Vec<R>, |reply, rows| {
        let rows = rows.rows(&reply)?;
        reply.warn_if_cut(rows.len());
        Ok(rows)
    };
    /// Exactly one row: `R`.
    Single => R, |reply, rows| one(&reply, rows);
    /// One row or none: `Option<R>`. A list is asked for, because no object would be a 406; two rows are an error here.
    MaybeSingle => Option<R>, |reply, rows| maybe_one(&reply, rows);
    /// Rows and their number: [`Page<R>`].
    Counted => Page<R>, |reply, rows| Page::read(&reply, rows);
    /// Only the number of rows: `u64`.
    Head => u64, |reply, _rows| Ok(reply.total.unwrap_or(0));
    /// Text as the server writes it: CSV.
    Text => String, |reply, _rows| Ok(String::from_utf8_lossy(&reply.body).into_owned());
    /// JSON of another form than rows: GeoJSON.
    Json => Value, |reply, _rows| reply.decode(|r| r.json());
    /// Where the row is that an insert made: [`Location`], if there is one.
    Located => Option<Location>, |reply, _rows| Ok(reply.location.as_deref().map(Location::parse));
    /// Everything that the answer tells: [`Answer<R>`].
    Answered => Answer<R>, |reply, rows| Answer::read(reply, rows);
    /// The value of a function, whatever it is.
    Whole => R, |reply, rows| reply.decode(|r| rows.row(r));
    /// Nothing: a write without `returning`.
    Done => (), |_reply, _rows| Ok(());
}

/// An update without assignments was sent as a read of a list, so a list of one is fine as well.
fn one<R>(reply: &Reply, rows: &Decode<R>) -> Result<R> {
    if reply.body.first() != Some(&b'[') {
        return reply.decode(|r| rows.row(r));
    }
    let found = maybe_one(reply, rows)?;
    found.ok_or_else(|| reply.error(ErrorKind::Decode(ReadError::new("expected one row, found none"))))
}

fn maybe_one<R>(reply: &Reply, rows: &Decode<R>) -> Result<Option<R>> {
    let mut found = rows.rows(reply)?;
    match found.len() {
        0 | 1 => Ok(found.pop()),
        n => Err(reply.error(ErrorKind::MoreThanOneRow(n))),
    }
}
