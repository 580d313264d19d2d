//! Markers: the SQL type of a column, as a type. They are only ever type parameters.
//!
//! A column is `Column<Planet, Nullable<PgText>>`: the marker decides which operators it has, which values it takes and
//! what it is read into. Types with several good Rust types carry theirs: `PgDate<chrono::NaiveDate>`, `PgUuid<Uuid>`; the
//! schema says which, never a cargo feature.

mod capability;
pub mod cast;
mod has_sql;
mod wrapper;

pub use capability::{
    BoolLike, CastTo, Comparable, Container, JsonLike, MaybeNull, Ordered, RangeLike, Searchable, Settable,
    Summable, TextLike,
};
pub use has_sql::HasSql;
pub use wrapper::{Fk, Generated, KeyType, Nullable};

use crate::{
    read::FromColumn,
    types::{Bounds, Numeric},
};
use serde::de::DeserializeOwned;
use std::marker::PhantomData;

/// The SQL type of a column.
pub trait SqlType: Sized + 'static {
    /// The Rust type it is read into by a selection of values.
    type Rust: FromColumn<Self>;
    /// The marker without wrappers: what operators and values look at.
    type Base;
}

/// A marker that is not a wrapper. Generated enums are markers of their own and implement it too.
pub trait BaseType: SqlType<Base = Self> {}

macro_rules! markers { ($($(#[$m:meta])* $name:ident => $rust:ty;)*) => { $(
    $(#[$m])*
    #[derive(Debug, Clone, Copy)]
    pub struct $name;
    impl SqlType for $name {
        type Rust = $rust;
        type Base = Self;
    }
    impl BaseType for $name {}
)* } }

markers! {
    /// `boolean`
    PgBool => bool;
    /// `smallint`
    PgInt2 => i16;
    /// `integer`
    PgInt4 => i32;
    /// `bigint`
    PgInt8 => i64;
    /// `real`; NaN and the infinities travel as text
    PgFloat4 => f32;
    /// `double precision`; NaN and the infinities travel as text
    PgFloat8 => f64;
    /// `text`, `varchar`, `char`, `name`, `citext`
    PgText => String;
    /// `bytea`
    PgBytea => Vec<u8>;
    /// `tsvector`
    PgTsvector => String;
    /// any other type that PostgREST writes as a string: `inet`, `money`, `xml`, `point`, ..
    PgOther => String;
    /// a type whose JSON form is not known: composites, `hstore`, domains over them
    PgAny => serde_json::Value;
}

/// A marker with the Rust type it is read into.
macro_rules! chosen { ($($(#[$m:meta])* $name:ident = $default:ty;)*) => { $(
    $(#[$m])*
    pub struct $name<R = $default>(PhantomData<fn() -> R>);
    impl<R: FromColumn<Self> + 'static> SqlType for $name<R> {
        type Rust = R;
        type Base = Self;
    }
    impl<R: FromColumn<Self> + 'static> BaseType for $name<R> {}
    impl<R> std::fmt::Debug for $name<R> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(stringify!($name))
        }
    }
)* } }

chosen! {
    /// `uuid`: `String`, or `uuid::Uuid` with the feature `uuid`
    PgUuid = String;
    /// `numeric`: [`Numeric`], or `rust_decimal::Decimal` with the feature `rust_decimal`
    PgNumeric = Numeric;
    /// `date`: `String`, or the date of `chrono`, `time` or `jiff`
    PgDate = String;
    /// `time` and `timetz`: `String`, or the time of `chrono`, `time` or `jiff`
    PgTime = String;
    /// `timestamp`: `String`, or the date and time of `chrono`, `time` or `jiff`
    PgTimestamp = String;
    /// `timestamptz`: `String`, or the instant of `chrono`, `time` or `jiff`
    PgTimestamptz = String;
    /// `interval`: `String`, as Postgres prints it
    PgInterval = String;
}

macro_rules! containers { ($($(#[$m:meta])* $name:ident<$p:ident $(= $d:ty)?> where $($b:path)+, Rust = $rust:ty;)*) => { $(
    $(#[$m])*
    pub struct $name<$p $(= $d)?>(PhantomData<fn() -> $p>);
    impl<$p: $($b +)+> SqlType for $name<$p> {
        type Rust = $rust;
        type Base = Self;
    }
    impl<$p: $($b +)+> BaseType for $name<$p> {}
    impl<$p> std::fmt::Debug for $name<$p> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(stringify!($name))
        }
    }
)* } }

containers! {
    /// `json`, with an optional user type inside
    PgJson<J = serde_json::Value> where DeserializeOwned InSchema, Rust = J;
    /// `jsonb`, with an optional user type inside
    PgJsonb<J = serde_json::Value> where DeserializeOwned InSchema, Rust = J;
    /// an array; `PgArray<Nullable<S>>` where elements may be NULL
    PgArray<S> where SqlType, Rust = Vec<S::Rust>;
    /// a range
    PgRange<S> where SqlType, Rust = Bounds<S::Rust>;
    /// a multirange
    PgMultirange<S> where SqlType, Rust = Vec<Bounds<S::Rust>>;
}

/// Anything a schema may name: it lives as long as the program.
#[doc(hidden)]
pub trait InSchema: 'static {}
impl<T: 'static> InSchema for T {}
