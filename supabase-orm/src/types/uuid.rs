//! `uuid::Uuid` (feature `uuid`).

use crate::{
    json::{JsonReader, ReadError},
    read::{FromColumn, FromJson},
    sql::PgUuid,
    value::{NotNull, Sink, Value},
};
use uuid::Uuid;

impl FromJson for Uuid {
    fn from_json(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
        r.parse("a uuid")
    }
}

#[diagnostic::do_not_recommend]
impl<R> FromColumn<PgUuid<R>> for Uuid {
    fn read(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
        Self::from_json(r)
    }
}

impl NotNull for Uuid {}
#[diagnostic::do_not_recommend]
impl<R> Value<PgUuid<R>> for Uuid {
    fn put(&self, sink: &mut dyn Sink) {
        sink.text(self.hyphenated().encode_lower(&mut Self::encode_buffer()));
    }
}
