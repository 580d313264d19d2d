//! Reading JSON: a concrete reader over the bytes of an answer.
//!
//! Rows of PostgREST come in the order of `select=` and in compact form, so a field is mostly one comparison of its key and
//! one value. The reader walks objects and lists; what is not simple (escapes, user types inside `jsonb`) goes to
//! `serde_json`. It is not generic: every row type is compiled once, into little code.

mod error;
mod reader;
mod row;
mod scan;

pub use error::ReadError;
pub use reader::JsonReader;
pub use row::RowReader;
#[cfg(feature = "realtime")]
pub(crate) use row::Seen;
