//! Rows and columns out of JSON.

pub use crate::json::{JsonReader, ReadError, RowReader};
use crate::sql::{
    Fk, Generated, Nullable, PgAny, PgArray, PgBool, PgDate, PgInt2, PgInt4, PgInt8, PgInterval, PgJson,
    PgJsonb, PgOther, PgText, PgTime, PgTimestamp, PgTimestamptz, PgTsvector, PgUuid,
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error as _};
use serde_json::value::RawValue;

type Read<T> = Result<T, ReadError>;

/// A row that can be decoded. Generated and derived impls are one struct literal.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row type",
    note = "use a generated row, `#[derive(Row)]` or `#[derive(Table)]`"
)]
pub trait Row: Sized {
    /// Reads the fields of one row.
    ///
    /// # Errors
    /// When a field does not fit; the error knows its place.
    fn read(r: &mut RowReader<'_>) -> Result<Self, ReadError>;
}

/// A whole row from one JSON object; for generated code.
///
/// # Errors
/// When it is not an object of this row; the error knows the place.
pub fn read_object<T: Row>(r: &mut JsonReader<'_>) -> Result<T, ReadError> {
    row(r)
}

/// A whole row from one JSON object.
pub(crate) fn row<T: Row>(r: &mut JsonReader<'_>) -> Read<T> {
    RowReader::object(r, T::read)
}

/// A whole row; `None` if a column of it is missing, which must not be taken for one that is NULL.
#[cfg(feature = "realtime")]
pub(crate) fn row_if_whole<T: Row>(r: &mut JsonReader<'_>) -> Read<Option<T>> {
    RowReader::object(r, |row| {
        let read = T::read(row);
        if row.is_whole() { read.map(Some) } else { Ok(None) }
    })
}

/// The rows of an answer: a JSON list of objects, as PostgREST writes it. Queries do this themselves; it is for answers that
/// were kept, and for tests.
///
/// ```
/// # use supabase_orm::doc::Section;
/// let rows: Vec<Section> = supabase_orm::read::rows(br#"[{"id":1,"name":"strings"}]"#).unwrap();
/// assert_eq!(rows[0].name, "strings");
/// ```
///
/// # Errors
/// When it is not a list of such rows; the error knows the place.
pub fn rows<T: Row>(json: &[u8]) -> Result<Vec<T>, ReadError> {
    let mut reader = JsonReader::new(json);
    let rows = reader.rows(row)?;
    reader.end().map(|()| rows)
}

/// `Deserialize` of rows, for generated code: the object is taken as raw JSON and read the usual way.
///
/// # Errors
/// When it is not an object of this row, or the format is not JSON.
pub fn deserialize_row<'de, T: Row, D: Deserializer<'de>>(d: D) -> Result<T, D::Error> {
    let raw = Box::<RawValue>::deserialize(d)?;
    row(&mut JsonReader::new(raw.get().as_bytes())).map_err(D::Error::custom)
}

/// A type with one usual JSON form, whatever the column.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a row",
    label = "not readable",
    note = "an embedded row needs `#[derive(Row)]`; a user type inside `jsonb` needs `#[derive(DbJson)]`"
)]
pub trait FromJson: Sized {
    /// Reads one value.
    ///
    /// # Errors
    /// When the value does not fit.
    fn from_json(r: &mut JsonReader<'_>) -> Result<Self, ReadError>;
}

/// A Rust type that a column of type `S` can be read into. The column decides how.
#[diagnostic::on_unimplemented(
    message = "type mismatch: the column is `{S}`, the field is `{Self}`",
    label = "a `{S}` column cannot be read into `{Self}`",
    note = "a `Nullable<..>` column needs an `Option<..>` field; a NOT NULL column must not be an `Option`"
)]
pub trait FromColumn<S>: Sized {
    /// Reads one value.
    ///
    /// # Errors
    /// When the value does not fit.
    fn read(r: &mut JsonReader<'_>) -> Result<Self, ReadError>;
}

// ---- the usual forms -------------------------------------------------------------------------------------------------
impl FromJson for bool {
    #[inline]
    fn from_json(r: &mut JsonReader<'_>) -> Read<Self> {
        r.bool()
    }
}
macro_rules! ints { ($($t:ident)*) => { $(
    impl FromJson for $t {
        #[inline]
        fn from_json(r: &mut JsonReader<'_>) -> Read<Self> {
            let n = r.int()?;
            Self::try_from(n).map_err(|_| ReadError::new(format!(concat!("{} does not fit ", stringify!($t)), n)))
        }
    }
)* } }
ints!(i8 i16 i32 i64 u8 u16 u32 u64);

impl FromJson for String {
    #[inline]
    fn from_json(r: &mut JsonReader<'_>) -> Read<Self> {
        r.str().map(Into::into)
    }
}
impl FromJson for Box<str> {
    fn from_json(r: &mut JsonReader<'_>) -> Read<Self> {
        r.str().map(Into::into)
    }
}
impl FromJson for serde_json::Value {
    fn from_json(r: &mut JsonReader<'_>) -> Read<Self> {
        r.json()
    }
}
impl<T: FromJson> FromJson for Option<T> {
    #[inline]
    fn from_json(r: &mut JsonReader<'_>) -> Read<Self> {
        if r.null() { Ok(None) } else { T::from_json(r).map(Some) }
    }
}
impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(r: &mut JsonReader<'_>) -> Read<Self> {
        r.list(T::from_json)
    }
}

// ---- columns ---------------------------------------------------------------------------------------------------------
macro_rules! from_column { ($([$($g:tt)*] $base:ty => $($t:ty)*;)*) => { $(from_column!(@ [$($g)*] $base => $($t)*);)* };
    (@ $g:tt $base:ty => $($t:ty)*) => { $(from_column!(# $g $base => $t);)* };
    (# [$($g:tt)*] $base:ty => $t:ty) => {
        #[diagnostic::do_not_recommend]
        impl<$($g)*> FromColumn<$base> for $t {
            #[inline]
            fn read(r: &mut JsonReader<'_>) -> Read<Self> {
                Self::from_json(r)
            }
        }
    }
}
from_column! {
    [] PgBool => bool;
    [] PgInt2 => i16 i32 i64;
    [] PgInt4 => i32 i64;
    [] PgInt8 => i64;
    [] PgText => String Box<str>;
    [] PgTsvector => String;
    [] PgOther => String;
    [] PgAny => serde_json::Value;
    // text keeps what no other type can hold: `infinity`, `24:00:00`
    [R] PgUuid<R> => String;
    [R] PgDate<R> => String;
    [R] PgTime<R> => String;
    [R] PgTimestamp<R> => String;
    [R] PgTimestamptz<R> => String;
    [R] PgInterval<R> => String;
}

#[diagnostic::do_not_recommend]
impl<J: DeserializeOwned> FromColumn<PgJsonb<J>> for J {
    fn read(r: &mut JsonReader<'_>) -> Read<Self> {
        r.json()
    }
}
#[diagnostic::do_not_recommend]
impl<J: DeserializeOwned> FromColumn<PgJson<J>> for J {
    fn read(r: &mut JsonReader<'_>) -> Read<Self> {
        r.json()
    }
}
#[diagnostic::do_not_recommend]
impl<S, F: FromColumn<S>> FromColumn<Nullable<S>> for Option<F> {
    #[inline]
    fn read(r: &mut JsonReader<'_>) -> Read<Self> {
        if r.null() { Ok(None) } else { F::read(r).map(Some) }
    }
}
#[diagnostic::do_not_recommend]
impl<S, F: FromColumn<S>> FromColumn<PgArray<S>> for Vec<F> {
    fn read(r: &mut JsonReader<'_>) -> Read<Self> {
        r.list(F::read)
    }
}
#[diagnostic::do_not_recommend]
impl<S, F: FromColumn<S>> FromColumn<Generated<S>> for F {
    #[inline]
    fn read(r: &mut JsonReader<'_>) -> Read<Self> {
        <F as FromColumn<S>>::read(r)
    }
}
#[diagnostic::do_not_recommend]
impl<U, S, F: FromColumn<S>> FromColumn<Fk<U, S>> for F {
    #[inline]
    fn read(r: &mut JsonReader<'_>) -> Read<Self> {
        <F as FromColumn<S>>::read(r)
    }
}
