//! Pages of one query, one request after the other: by key where the primary key is known, else by range. Pure: the next
//! request follows from the last answer.

use super::{
    ast::{Compare, Condition, Operand, Term},
    literal::{self, Literal},
    parts::{Parts, Target},
};
use crate::{error::QueryError, json::ReadError};
use http::Method;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// What pages of one query, and of the chunks of a long list, know of each other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    /// so many rows are still wanted
    pub(crate) remaining: Option<u64>,
    /// The most rows that came in one page. The server's limit is at least this, so a shorter page is the last one.
    longest: u64,
}

impl Progress {
    pub(crate) fn new(limit: Option<u64>) -> Self {
        Self { remaining: limit, longest: 0 }
    }
}

/// The pages of one query.
#[derive(Debug)]
pub(crate) struct Pager {
    parts: Box<Parts>,
    /// the order is the key's: the next page begins behind this row
    key: Option<Key>,
    offset: u64,
    pub(crate) progress: Progress,
}

/// Columns that the rows are ordered by, and their values in the last row.
#[derive(Debug, Default)]
struct Key {
    after: Vec<Literal>,
}

const NO_ORDER: &str = "pages need an order, and the primary key is not known here, so nothing was sent; add `.order(..)` by columns \
    that are unique together";
const NO_CALLS: &str = "each page would call the function again, so nothing was sent; say `.get()` before, which the server refuses for a \
    function that changes something";

impl Pager {
    pub(crate) fn new(mut parts: Box<Parts>, progress: Progress) -> Result<Self, QueryError> {
        if matches!(parts.target, Target::Routine(_)) && parts.method == Method::POST {
            return Err(QueryError::NoPages(NO_CALLS));
        }
        let groups = parts.select.aggregates;
        let primary_key = if groups { &[] } else { parts.primary_key };
        let order = &mut parts.options.order;
        if order.is_empty() && primary_key.is_empty() {
            return Err(QueryError::NoPages(NO_ORDER));
        }
        let by_key = order.iter().all(|t| is_key(t, primary_key));
        for column in primary_key {
            // it also makes an order of the user's own a complete one
            if !order.iter().any(|t| is_key(t, &[column])) {
                order.push(ascending(column));
            }
        }
        let key = (by_key && !primary_key.is_empty()).then(Key::default);
        if key.is_some() {
            select_key(&mut parts);
        }
        let offset = parts.options.offset.unwrap_or(0);
        Ok(Self { parts, key, offset, progress })
    }

    /// The request of the next page.
    pub(crate) fn page(&self) -> Box<Parts> {
        let mut parts = self.parts.clone();
        let options = &mut parts.options;
        options.limit = Some(self.asked());
        options.offset = (self.offset > 0).then_some(self.offset);
        if let Some(key) = self.key.as_ref().filter(|key| !key.after.is_empty()) {
            options.filter(behind(&options.order, &key.after));
        }
        parts
    }

    fn asked(&self) -> u64 {
        let page = self.parts.client.max_rows();
        self.progress.remaining.map_or(page, |remaining| remaining.min(page))
    }

    /// Takes note of a page; `false` if it was the last one.
    pub(crate) fn turn(&mut self, rows: u64, body: &[u8]) -> Result<bool, ReadError> {
        let full = rows >= self.asked();
        let shorter = rows < self.progress.longest;
        self.progress.longest = self.progress.longest.max(rows);
        if let Some(remaining) = &mut self.progress.remaining {
            *remaining = remaining.saturating_sub(rows);
        }
        if rows == 0 || (shorter && !full) || self.progress.remaining == Some(0) {
            return Ok(false);
        }
        self.advance(rows, body)?;
        Ok(true)
    }

    fn advance(&mut self, rows: u64, body: &[u8]) -> Result<(), ReadError> {
        let Some(key) = &mut self.key else {
            self.offset += rows;
            return Ok(());
        };
        match last_key(body, self.parts.options.order.len())? {
            Some(after) if after == key.after => {
                return Err(ReadError::new("this page ends with the row that the page before ended with"));
            }
            Some(after) => {
                key.after = after;
                self.offset = 0;
            }
            // a key that is no scalar cannot be compared by its text: the order is still the key's
            None => {
                self.offset += rows;
                self.key = None;
            }
        }
        Ok(())
    }
}

fn is_key(term: &Term, columns: &[&str]) -> bool {
    let plain = term.through.is_none() && term.path.is_none() && term.nulls.is_empty();
    plain && columns.contains(&term.column.as_ref())
}

fn ascending(column: &'static str) -> Term {
    Term { through: None, column: column.into(), path: None, descending: false, nulls: "" }
}

/// The key that a column of the order is answered under, beside the columns of the user.
fn alias(n: usize) -> String {
    format!("__key{n}")
}

fn select_key(parts: &mut Parts) {
    if parts.select.text.is_empty() {
        // the rows of a function, whole
        literal::encode(&mut parts.select.text, parts.table_select.as_bytes());
    }
    for (n, term) in parts.options.order.iter().enumerate() {
        parts.select.text.push_str(if parts.select.text.is_empty() { "" } else { "," });
        parts.select.text.push_str(&alias(n));
        parts.select.text.push(':');
        literal::name(&mut parts.select.text, &term.column);
    }
}

/// `a > 1`, or for several columns `a > 1 or (a = 1 and b > 2)`.
fn behind(order: &[Term], after: &[Literal]) -> Condition {
    let compare = |term: &Term, op, value: &Literal| {
        let on = Operand::Column(term.column.clone());
        Condition::Compare(Compare { on, not: false, op, value: value.clone(), extra: None })
    };
    let mut terms = Vec::new();
    for (n, (term, value)) in order.iter().zip(after).enumerate() {
        let equal = order.iter().zip(after).take(n).map(|(t, v)| compare(t, "eq", v));
        let beyond = compare(term, if term.descending { "lt" } else { "gt" }, value);
        let all = equal.chain([beyond]).reduce(|a, b| Condition::join(false, a, b));
        terms.extend(all);
    }
    terms.into_iter().reduce(|a, b| Condition::join(true, a, b)).unwrap_or(Condition::Always)
}

/// The key of the last row; `None` if a part of it is no scalar.
fn last_key(body: &[u8], columns: usize) -> Result<Option<Vec<Literal>>, ReadError> {
    let fault = |e: serde_json::Error| ReadError::new(e.to_string());
    let rows: Vec<&RawValue> = serde_json::from_slice(body).map_err(fault)?;
    let Some(last) = rows.last() else { return Ok(None) };
    let row: BTreeMap<String, &RawValue> = serde_json::from_str(last.get()).map_err(fault)?;
    let value = |n| {
        let raw =
            row.get(&alias(n)).ok_or_else(|| ReadError::new("missing in the answer").in_key(&alias(n)))?;
        scalar(raw.get()).map_err(fault)
    };
    (0..columns).map(value).collect()
}

fn scalar(raw: &str) -> Result<Option<Literal>, serde_json::Error> {
    Ok(match raw.as_bytes().first() {
        Some(b'"') => Some(Literal::text(&serde_json::from_str::<String>(raw)?)),
        Some(b'{' | b'[' | b'n') | None => None,
        Some(_) => Some(Literal::bare(raw)),
    })
}

#[cfg(test)]
mod tests;
