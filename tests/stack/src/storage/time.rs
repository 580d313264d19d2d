//! Times as the server writes them.

use serde_json::Value;
use std::time::SystemTime;
use time::{OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};

const MILLISECONDS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

pub(super) fn iso(at: OffsetDateTime) -> String {
    at.format(MILLISECONDS).unwrap_or_default()
}

pub(super) fn json(at: OffsetDateTime) -> Value {
    Value::String(iso(at))
}

/// For headers.
pub(super) fn http(at: OffsetDateTime) -> String {
    httpdate::fmt_http_date(SystemTime::from(at))
}

/// From a header.
pub(super) fn from_http(text: &str) -> Option<OffsetDateTime> {
    httpdate::parse_http_date(text).ok().map(OffsetDateTime::from)
}
