//! JSON bodies.

use crate::{
    column::Column,
    error::QueryError,
    rest::{literal, parts::Parts},
    sql::Settable,
    value::{Assign, PatchField, Sink},
};
use std::fmt::Arguments;

/// Writes one JSON object and remembers its keys, for `columns=`.
#[derive(Debug, Default)]
pub struct ObjWriter {
    json: Vec<u8>,
    keys: Vec<&'static str>,
    /// keys whose value is `json` or `jsonb`
    json_keys: Vec<&'static str>,
    error: Option<QueryError>,
}

impl ObjWriter {
    fn key(&mut self, key: &'static str) {
        if self.keys.contains(&key) {
            // two values for one column: which one counts would be the server's secret
            self.error.get_or_insert_with(|| QueryError::DuplicateColumn(key.to_owned()));
        }
        self.json.push(if self.keys.is_empty() { b'{' } else { b',' });
        text(&mut self.json, key);
        self.json.push(b':');
        self.keys.push(key);
    }

    fn sink(&mut self) -> Body<'_> {
        Body { json: &mut self.json, first: true, depth: 0, is_json: false, error: &mut self.error }
    }

    /// A value whose `Serialize` is its form on the wire.
    pub fn json<V: serde::Serialize>(&mut self, key: &'static str, value: &V) {
        self.key(key);
        self.sink().json(value);
    }

    /// A value in the form of its column.
    #[expect(clippy::needless_pass_by_value, reason = "columns are copied out of COLUMNS")]
    pub fn put<V: ?Sized, C: Holds<V>>(&mut self, column: C, value: &V) {
        column.put(value, self);
    }

    /// A field of `#[derive(Patch)]`: a value or nothing.
    #[expect(clippy::needless_pass_by_value, reason = "columns are copied out of COLUMNS")]
    pub fn patch<V, C: Changes<V>>(&mut self, column: C, value: &V) {
        column.patch(value, self);
    }

    pub(crate) fn assign(&mut self, key: &'static str, put: impl FnOnce(&mut dyn Sink)) {
        self.key(key);
        let mut sink = self.sink();
        put(&mut sink);
        if sink.is_json {
            self.json_keys.push(key);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    fn close(&mut self) {
        self.json.extend_from_slice(if self.keys.is_empty() { b"{}" } else { b"}" });
    }

    /// The object is the arguments of a call.
    pub(crate) fn finish_call(mut self, parts: &mut Parts) {
        parts.kinds.json = std::mem::take(&mut self.json_keys);
        self.finish_into(parts);
    }

    /// The object is the whole body.
    pub(crate) fn finish_into(mut self, parts: &mut Parts) {
        self.close();
        if let Some(e) = self.error {
            parts.fail(e);
        }
        parts.body = Some(self.json.into());
    }
}

/// A column that an insert sets to a value of type `V`; a trait, because a relation needs a message.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column, so it cannot be set",
    label = "not a column",
    note = "related rows are written by a query of their own"
)]
pub trait Holds<V: ?Sized> {
    #[doc(hidden)]
    fn put(&self, value: &V, w: &mut ObjWriter);
}
impl<T, S: Settable, V: Assign<S> + ?Sized> Holds<V> for Column<T, S> {
    fn put(&self, value: &V, w: &mut ObjWriter) {
        w.assign(self.sql_name(), |sink| value.assign(sink));
    }
}

/// A column that a field of type `V` of `#[derive(Patch)]` sets or leaves alone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column, so it cannot be set",
    label = "not a column",
    note = "related rows are written by a query of their own"
)]
pub trait Changes<V> {
    #[doc(hidden)]
    fn patch(&self, value: &V, w: &mut ObjWriter);
}
impl<T, S: Settable, V: PatchField<S>> Changes<V> for Column<T, S> {
    fn patch(&self, value: &V, w: &mut ObjWriter) {
        if let Some(value) = value.change() {
            w.assign(self.sql_name(), |sink| value.assign(sink));
        }
    }
}

/// Several objects: a JSON array, and the union of their keys, because rows may differ.
#[derive(Default)]
pub(crate) struct ListWriter {
    json: Vec<u8>,
    columns: Vec<&'static str>,
    error: Option<QueryError>,
}

impl ListWriter {
    pub(crate) fn add(&mut self, write: impl FnOnce(&mut ObjWriter)) {
        self.json.push(if self.json.is_empty() { b'[' } else { b',' });
        let mut w = ObjWriter { json: std::mem::take(&mut self.json), ..ObjWriter::default() };
        write(&mut w);
        w.close();
        self.json = w.json;
        self.error = self.error.take().or(w.error);
        for key in w.keys {
            if !self.columns.contains(&key) {
                self.columns.push(key);
            }
        }
    }

    /// Absent keys get the column's default: `columns=` names all, `missing=default` says what absence means.
    pub(crate) fn finish_into(mut self, parts: &mut Parts) {
        if self.json.is_empty() {
            self.json.push(b'[');
        }
        self.json.push(b']');
        for column in &self.columns {
            parts.columns.push_str(if parts.columns.is_empty() { "" } else { "," });
            literal::name(&mut parts.columns, column);
        }
        parts.prefer.missing_default = !self.columns.is_empty();
        if let Some(e) = self.error {
            parts.fail(e);
        }
        parts.body = Some(self.json.into());
    }
}

/// A value inside a JSON body.
struct Body<'a> {
    json: &'a mut Vec<u8>,
    first: bool,
    depth: u32,
    /// the value itself is JSON, not an array of it
    is_json: bool,
    error: &'a mut Option<QueryError>,
}

/// A JSON string; writing text into memory does not fail.
fn text(json: &mut Vec<u8>, text: &str) {
    let _ = serde_json::to_writer(json, text);
}

impl Sink for Body<'_> {
    fn text(&mut self, value: &str) {
        text(self.json, value);
    }
    fn display(&mut self, value: Arguments<'_>) {
        text(self.json, &value.to_string());
    }
    fn bare(&mut self, literal: Arguments<'_>) {
        let _ = std::io::Write::write_fmt(self.json, literal);
    }
    fn null(&mut self) {
        self.json.extend_from_slice(b"null");
    }
    fn open(&mut self) {
        (self.first, self.depth) = (true, self.depth + 1);
        self.json.push(b'[');
    }
    fn next(&mut self) {
        if !std::mem::replace(&mut self.first, false) {
            self.json.push(b',');
        }
    }
    fn close(&mut self) {
        (self.first, self.depth) = (false, self.depth.saturating_sub(1));
        self.json.push(b']');
    }
    fn json(&mut self, value: &dyn erased_serde::Serialize) {
        self.is_json |= self.depth == 0;
        let before = self.json.len();
        if let Err(e) = serde_json::to_writer(&mut *self.json, value) {
            self.json.truncate(before);
            self.error.get_or_insert_with(|| QueryError::Unwritable(e.to_string()));
        }
    }
}
