//! `real` and `double precision`, whose NaN and infinities are JSON strings.

use crate::{
    json::{JsonReader, ReadError},
    read::{FromColumn, FromJson},
    sql::{PgFloat4, PgFloat8, PgNumeric},
};

macro_rules! float { ($($t:ident)*) => { $(
    impl FromJson for $t {
        #[inline]
        fn from_json(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
            if r.at_string() {
                return match r.str()?.as_ref() {
                    "NaN" => Ok($t::NAN),
                    "Infinity" => Ok($t::INFINITY),
                    "-Infinity" => Ok($t::NEG_INFINITY),
                    other => Err(ReadError::new(format!("`{other}` is not a floating point number"))),
                };
            }
            let digits = r.number()?;
            digits.parse().map_err(|_| ReadError::new(format!("{digits} is not a floating point number")))
        }
    }
)* } }
float!(f32 f64);

macro_rules! from_column { ($($base:ty => $($t:ty)*;)*) => { $($(
    #[diagnostic::do_not_recommend]
    impl FromColumn<$base> for $t {
        #[inline]
        fn read(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
            Self::from_json(r)
        }
    }
)*)* } }
from_column! { PgFloat4 => f32 f64; PgFloat8 => f64; }

/// On the user's own risk: a `numeric` may have more digits than this.
#[diagnostic::do_not_recommend]
impl<R> FromColumn<PgNumeric<R>> for f64 {
    fn read(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
        Self::from_json(r)
    }
}
