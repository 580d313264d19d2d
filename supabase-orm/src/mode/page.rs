//! Rows and what stands around them.

use super::Decode;
use crate::{error::Result, rest::reply::Reply};
use serde::Serialize;
use std::ops::RangeInclusive;

/// Rows with the number of all rows that match: the output of `.count(..)`.
///
/// ```
/// # use supabase_orm::{Client, Count, Result, doc::Planet};
/// # async fn f(db: &Client) -> Result<()> {
/// let page = db.from::<Planet>().select().range(20..=29).count(Count::Exact).await?;
/// println!("{} of {}, more: {}", page.rows.len(), page.total, page.has_more());
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Page<R> {
    /// The rows of this page.
    pub rows: Vec<R>,
    /// How many rows match in all, as exact as the kind of count is.
    pub total: u64,
    /// Which of them these are, counted from 0. `None` if there are none.
    pub range: Option<RangeInclusive<u64>>,
    /// Fewer rows came than were asked for although there are more: the server's row limit (`db-max-rows`, 1000 in a new
    /// project) may have cut the page.
    pub maybe_cut: bool,
}

impl<R> Page<R> {
    pub(super) fn read(reply: &Reply, rows: &Decode<R>) -> Result<Self> {
        let rows = rows.rows(reply)?;
        let total = reply.total.unwrap_or(rows.len() as u64);
        let maybe_cut = reply.maybe_cut(rows.len());
        Ok(Self { rows, total, range: reply.range.clone(), maybe_cut })
    }

    /// Whether rows follow behind this page.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.range.as_ref().is_some_and(|range| range.end().saturating_add(1) < self.total)
    }
}

/// An answer with what stands around its rows: the output of `.answer()`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Answer<R> {
    /// The rows; none if none were asked for.
    pub rows: Vec<R>,
    /// How many rows match or were changed, if that was asked for and the server tells it.
    pub total: Option<u64>,
    /// Which of them these are, counted from 0.
    pub range: Option<RangeInclusive<u64>>,
    /// The server's row limit (`db-max-rows`) may have cut the rows: fewer came than were asked for although there are more, or
    /// as many came as [`max_rows`](crate::ClientBuilder::max_rows) allows.
    pub maybe_cut: bool,
    /// What the server warns of, in the texts of its `Warning` headers.
    pub warnings: Vec<String>,
}

impl<R> Answer<R> {
    pub(super) fn read(reply: Reply, rows: &Decode<R>) -> Result<Self> {
        let rows = match reply.body.first() {
            None => Vec::new(),
            Some(b'[') => rows.rows(&reply)?,
            Some(_) => vec![reply.decode(|r| rows.row(r))?],
        };
        let maybe_cut = reply.maybe_cut(rows.len());
        Ok(Self { rows, total: reply.total, range: reply.range, maybe_cut, warnings: reply.warnings })
    }
}
