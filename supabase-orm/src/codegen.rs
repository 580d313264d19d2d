//! What generated code imports. Markers are all `Pg..`, so nothing here shadows a value type.

pub use crate::{
    column::Column,
    pg_enum,
    query::Select,
    read::{FromColumn, FromJson, JsonReader, ReadError, Row, RowReader, deserialize_row},
    rpc::{Call, Function, OptionalArgs, WithArgs},
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
#[cfg(feature = "rust_decimal")]
pub use rust_decimal::Decimal;
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
pub use serde_json::Value as JsonValue;
#[cfg(feature = "time")]
pub use time;
#[cfg(feature = "uuid")]
pub use uuid::Uuid;
