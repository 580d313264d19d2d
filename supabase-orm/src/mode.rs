//! What awaiting a query gives: its last type parameter.

use crate::{
    error::{ErrorKind, Result},
    read::{JsonReader, ReadError, Row, row as read_row},
    rest::reply::Reply,
    schema::Table,
    select::Selection,
};
use serde::Serialize;
use std::{fmt, ops::RangeInclusive, sync::Arc};

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

    fn rows(&self, reply: &Reply) -> Result<Vec<R>> {
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

/// Rows with the number of all rows that match: the output of `.count(..)`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page<R> {
    /// The rows of this page.
    pub rows: Vec<R>,
    /// How many rows match in all, as exact as the kind of count is.
    pub total: u64,
    /// Which of them these are, counted from 0. `None` if there are none.
    pub range: Option<RangeInclusive<u64>>,
}

/// An answer with what stands around its rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer<R> {
    /// The rows; none if none were asked for.
    pub rows: Vec<R>,
    /// How many rows match or were changed, if that was asked for and the server tells it.
    pub total: Option<u64>,
    /// Which of them these are, counted from 0.
    pub range: Option<RangeInclusive<u64>>,
}

fn answer<R>(reply: &Reply, rows: &Decode<R>) -> Result<Answer<R>> {
    let rows = match reply.body.first() {
        None => Vec::new(),
        Some(b'[') => rows.rows(reply)?,
        Some(_) => vec![reply.decode(|r| rows.row(r))?],
    };
    Ok(Answer { rows, total: reply.total, range: reply.range.clone() })
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
    Rows => Vec<R>, |reply, rows| rows.rows(&reply);
    /// Exactly one row: `R`.
    Single => R, |reply, rows| one(&reply, rows);
    /// One row or none: `Option<R>`. A list is asked for, because no object would be a 406; two rows are an error here.
    MaybeSingle => Option<R>, |reply, rows| maybe_one(&reply, rows);
    /// Rows and their number: [`Page<R>`].
    Counted => Page<R>, |reply, rows| {
        let rows = rows.rows(&reply)?;
        let total = reply.total.unwrap_or(rows.len() as u64);
        Ok(Page { rows, total, range: reply.range })
    };
    /// Only the number of rows: `u64`.
    Head => u64, |reply, _rows| Ok(reply.total.unwrap_or(0));
    /// Text as the server writes it: CSV, a plan.
    Text => String, |reply, _rows| Ok(String::from_utf8_lossy(&reply.body).into_owned());
    /// Everything that the answer tells: [`Answer<R>`].
    Answered => Answer<R>, |reply, rows| answer(&reply, rows);
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
