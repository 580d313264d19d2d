//! All that the derives and `select!` name. Not part of the API.

pub use crate::{
    cast,
    column::Column,
    query::Select,
    read::{FromColumn, FromJson, JsonReader, ReadError, Row, RowReader, deserialize_row},
    rpc::{Call, Function},
    schema::{Keyed, Many, MaybeOne, NoKeys, One, Rel, Related, Table, UniqueKey, Writable, check_required},
    select::{
        Field, Item, Items, Named, ReadField, RowOf, SelectWriter, Selectable, count_all, named, spread,
    },
    sql::{
        Fk, Generated, HasSql, Nullable, PgAny, PgArray, PgBool, PgBytea, PgDate, PgFloat4, PgFloat8, PgInt2,
        PgInt4, PgInt8, PgInterval, PgJson, PgJsonb, PgMultirange, PgNumeric, PgOther, PgRange, PgText,
        PgTime, PgTimestamp, PgTimestamptz, PgTsvector, PgUuid, SqlType,
    },
    value::{NotNull, Sink, Value},
    write::{Assignments, Insertable, ObjWriter, With},
    write_row::ser_row,
};
pub use {serde, serde_json};
