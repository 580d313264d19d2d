//! What generated code imports. Markers are all `Pg..`, so nothing here shadows a value type.

pub use crate::{
    column::Column,
    pg_composite, pg_enum,
    query::Select,
    read::{FromColumn, FromJson, JsonReader, ReadError, Row, RowReader, deserialize_row, read_object},
    rpc::{Call, Function, OptionalArgs, Payload, WithArgs},
    schema::{Keyed, Many, MaybeOne, NoKeys, One, Rel, Table, UniqueKey, Writable},
    sql::{
        Fk, Generated, Nullable, PgAny, PgArray, PgBool, PgBytea, PgDate, PgFloat4, PgFloat8, PgInt2, PgInt4,
        PgInt8, PgInterval, PgJson, PgJsonb, PgMultirange, PgNumeric, PgOther, PgRange, PgText, PgTime,
        PgTimestamp, PgTimestamptz, PgTsvector, PgUuid,
    },
    types::{Bounds, Numeric},
    write::{Assignments, Insertable, ObjWriter, With},
    write_row::{as_column, ser_row},
};
#[cfg(feature = "chrono")]
pub use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
#[cfg(feature = "jiff")]
pub use jiff;
#[cfg(feature = "rust_decimal")]
pub use rust_decimal::Decimal;
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
pub use serde_json::Value as JsonValue;
#[cfg(feature = "time")]
pub use time;
#[cfg(feature = "uuid")]
pub use uuid::Uuid;

/// The module that a build script wrote into `OUT_DIR` (`supabase_codegen::Config::new()..generate()`).
///
/// ```ignore
/// supabase_orm::include_schema!(pub mod schema);
/// use schema::Planet;
/// ```
///
/// Another file than `schema.rs` is named: `include_schema!(mod api, "api.rs")`.
#[macro_export]
macro_rules! include_schema {
    ($(#[$meta:meta])* $vis:vis mod $name:ident) => {
        $crate::include_schema!($(#[$meta])* $vis mod $name, "schema.rs");
    };
    ($(#[$meta:meta])* $vis:vis mod $name:ident, $file:literal) => {
        $(#[$meta])*
        /// The schema of the database.
        #[allow(dead_code, unused_imports, unused_qualifications, missing_debug_implementations, non_camel_case_types, non_snake_case, clippy::all, clippy::pedantic, rustdoc::all, reason = "generated")]
        $vis mod $name {
            include!(concat!(env!("OUT_DIR"), "/", $file));
        }
    };
}
