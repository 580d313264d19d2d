//! Ranges as Postgres prints them, for rows that are returned as JSON.

use super::{Bytes, WriteBound, Writer};
use crate::value::Sink;
use std::{
    fmt::{Arguments, Write},
    ops::Bound,
};

/// `[1,5)`, `["2026-01-01 00:00:00","2026-02-01 00:00:00")`
pub(crate) fn printed_range<V>(lower: Bound<&V>, upper: Bound<&V>, write: WriteBound<'_, V>) -> String {
    let mut out = String::from(if matches!(lower, Bound::Included(_)) { "[" } else { "(" });
    bound(&mut out, lower, write);
    out.push(',');
    bound(&mut out, upper, write);
    out.push(if matches!(upper, Bound::Included(_)) { ']' } else { ')' });
    out
}

/// In quotes where Postgres has them, with `""` and `\\` inside.
fn bound<V>(out: &mut String, bound: Bound<&V>, write: WriteBound<'_, V>) {
    let (Bound::Included(value) | Bound::Excluded(value)) = bound else { return };
    let mut printed = Printed(Writer::default());
    write(value, &mut printed);
    let text = String::from_utf8_lossy(&printed.0.buffer).into_owned();
    let syntax = |c: char| c.is_whitespace() || r#""\()[],"#.contains(c);
    if !text.is_empty() && !text.contains(syntax) {
        out.push_str(&text);
        return;
    }
    let _ = write!(out, "\"{}\"", text.replace('\\', r"\\").replace('"', "\"\""));
}

/// A [`Writer`] but for dates with times, which have a `T` everywhere else.
struct Printed(Writer);

impl Sink for Printed {
    fn text(&mut self, text: &str) {
        self.0.text(text);
    }
    fn display(&mut self, text: Arguments<'_>) {
        let text = text.to_string();
        #[cfg(any(feature = "chrono", feature = "time"))]
        let text = crate::types::printed_instant(&text).unwrap_or(text);
        self.0.text(&text);
    }
    fn bare(&mut self, literal: Arguments<'_>) {
        let _ = Bytes(&mut self.0.buffer).write_fmt(literal);
    }
    fn null(&mut self) {
        self.0.null();
    }
    fn open(&mut self) {
        self.0.open();
    }
    fn next(&mut self) {
        self.0.next();
    }
    fn close(&mut self) {
        self.0.close();
    }
    fn json(&mut self, value: &dyn erased_serde::Serialize) {
        self.0.json(value);
    }
}
