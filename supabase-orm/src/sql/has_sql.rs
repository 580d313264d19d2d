//! `#[derive(Table)]`: from the Rust type of a field to the SQL type of its column.

use super::{
    Nullable, PgArray, PgBool, PgBytea, PgFloat4, PgFloat8, PgInt2, PgInt4, PgInt8, PgJsonb, PgNumeric,
    PgRange, PgText, SqlType,
};
use crate::types::{Bounds, Numeric};

/// The SQL type that a Rust type stands for in `#[derive(Table)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no default SQL type",
    label = "not a column type",
    note = "name it with the option `sql = PgDate`, derive `DbValue` or `DbJson`, or mark a relation with `#[table(many = Child)]`"
)]
pub trait HasSql {
    /// The marker.
    type Sql: SqlType;
}

macro_rules! has_sql { ($($(#[$m:meta])* $rust:ty => $sql:ty;)*) => { $(
    $(#[$m])*
    #[diagnostic::do_not_recommend]
    impl HasSql for $rust {
        type Sql = $sql;
    }
)* } }

has_sql! {
    bool => PgBool;
    i16 => PgInt2;
    i32 => PgInt4;
    i64 => PgInt8;
    f32 => PgFloat4;
    f64 => PgFloat8;
    Numeric => PgNumeric;
    String => PgText;
    Vec<u8> => PgBytea;
    serde_json::Value => PgJsonb;
    #[cfg(feature = "uuid")] uuid::Uuid => super::PgUuid<uuid::Uuid>;
    #[cfg(feature = "chrono")] chrono::DateTime<chrono::Utc> => super::PgTimestamptz<chrono::DateTime<chrono::Utc>>;
    #[cfg(feature = "chrono")] chrono::NaiveDateTime => super::PgTimestamp<chrono::NaiveDateTime>;
    #[cfg(feature = "chrono")] chrono::NaiveDate => super::PgDate<chrono::NaiveDate>;
    #[cfg(feature = "chrono")] chrono::NaiveTime => super::PgTime<chrono::NaiveTime>;
    #[cfg(feature = "time")] time::OffsetDateTime => super::PgTimestamptz<time::OffsetDateTime>;
    #[cfg(feature = "time")] time::PrimitiveDateTime => super::PgTimestamp<time::PrimitiveDateTime>;
    #[cfg(feature = "time")] time::Date => super::PgDate<time::Date>;
    #[cfg(feature = "time")] time::Time => super::PgTime<time::Time>;
    #[cfg(feature = "jiff")] jiff::Timestamp => super::PgTimestamptz<jiff::Timestamp>;
    #[cfg(feature = "jiff")] jiff::civil::DateTime => super::PgTimestamp<jiff::civil::DateTime>;
    #[cfg(feature = "jiff")] jiff::civil::Date => super::PgDate<jiff::civil::Date>;
    #[cfg(feature = "jiff")] jiff::civil::Time => super::PgTime<jiff::civil::Time>;
    #[cfg(feature = "rust_decimal")] rust_decimal::Decimal => PgNumeric<rust_decimal::Decimal>;
}

#[diagnostic::do_not_recommend]
impl<T: HasSql> HasSql for Option<T> {
    type Sql = Nullable<T::Sql>;
}

#[diagnostic::do_not_recommend]
impl<T: HasSql> HasSql for Bounds<T> {
    type Sql = PgRange<T::Sql>;
}

/// Element types, spelled out because `Vec<u8>` is `bytea`.
macro_rules! arrays { ($($(#[$m:meta])* $t:ty),* $(,)?) => { $(
    $(#[$m])*
    #[diagnostic::do_not_recommend]
    impl HasSql for Vec<$t> {
        type Sql = PgArray<<$t as HasSql>::Sql>;
    }
)* } }

arrays! {
    bool, i16, i32, i64, f32, f64, String, Numeric, serde_json::Value,
    #[cfg(feature = "uuid")] uuid::Uuid,
    #[cfg(feature = "chrono")] chrono::DateTime<chrono::Utc>,
    #[cfg(feature = "chrono")] chrono::NaiveDate,
    #[cfg(feature = "time")] time::OffsetDateTime,
    #[cfg(feature = "time")] time::Date,
    #[cfg(feature = "jiff")] jiff::Timestamp,
    #[cfg(feature = "jiff")] jiff::civil::Date,
    #[cfg(feature = "rust_decimal")] rust_decimal::Decimal,
}

#[diagnostic::do_not_recommend]
impl<T: HasSql> HasSql for Vec<Option<T>> {
    type Sql = PgArray<Nullable<T::Sql>>;
}
