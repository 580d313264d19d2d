//! `numeric` with all its digits.

use crate::{
    json::{JsonReader, ReadError},
    read::{FromColumn, FromJson},
    sql::{PgInt8, PgNumeric},
    value::{NotNull, Sink, Value},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::Error as _};
use serde_json::value::RawValue;
use std::{fmt, str::FromStr};

/// A number with all its digits: `numeric` may be longer than any float, and may be `NaN` or infinite.
///
/// It keeps the text that Postgres wrote, so `1.50` stays `1.50`. Equality is that of the text. For arithmetic use the
/// feature `rust_decimal`.
///
/// ```
/// use supabase_orm::types::Numeric;
/// let n: Numeric = "12345678901234567890.10".parse().unwrap();
/// assert_eq!(n.to_string(), "12345678901234567890.10");
/// assert!("1; drop".parse::<Numeric>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Numeric(Box<str>);

/// The text is not a number of Postgres.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseNumericError(());

impl fmt::Display for ParseNumericError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "expected digits with an optional sign, point and exponent, `NaN`, `Infinity` or `-Infinity`",
        )
    }
}

impl std::error::Error for ParseNumericError {}

impl Numeric {
    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest float.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }

    fn is_finite(&self) -> bool {
        self.0.ends_with(|c: char| c.is_ascii_digit())
    }
}

/// `-12.5e3`, as JSON has it: no leading zeros, digits on both sides of the point.
fn is_json_number(text: &str) -> bool {
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    digits(whole)
        && !leading_zero
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
}

impl FromStr for Numeric {
    type Err = ParseNumericError;
    fn from_str(text: &str) -> Result<Self, ParseNumericError> {
        if is_json_number(text) || matches!(text, "NaN" | "Infinity" | "-Infinity") {
            Ok(Self(text.into()))
        } else {
            Err(ParseNumericError(()))
        }
    }
}

macro_rules! from_int { ($($t:ty)*) => { $(
    impl From<$t> for Numeric {
        fn from(n: $t) -> Self {
            Self(n.to_string().into())
        }
    }
)* } }
from_int!(i8 i16 i32 i64 i128 u8 u16 u32 u64 u128);

impl fmt::Display for Numeric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Numeric {
    /// A JSON number with all digits (a string for `NaN` and the infinities), by `serde_json`.
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if self.is_finite() {
            RawValue::from_string(self.0.to_string()).map_err(S::Error::custom)?.serialize(s)
        } else {
            s.serialize_str(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Numeric {
    /// A JSON number or a string, by `serde_json`.
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(d)?;
        Self::from_json(&mut JsonReader::new(raw.get().as_bytes())).map_err(D::Error::custom)
    }
}

impl FromJson for Numeric {
    fn from_json(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
        if r.at_string() {
            return r.parse("a number");
        }
        let digits = r.number()?;
        digits.parse().map_err(|_| ReadError::new(format!("{digits} is not a number")))
    }
}

#[diagnostic::do_not_recommend]
impl<R> FromColumn<PgNumeric<R>> for Numeric {
    fn read(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
        Self::from_json(r)
    }
}
/// Sums of `bigint` are `numeric`.
#[diagnostic::do_not_recommend]
impl FromColumn<PgInt8> for Numeric {
    fn read(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
        Self::from_json(r)
    }
}

impl NotNull for Numeric {}
#[diagnostic::do_not_recommend]
impl<R> Value<PgNumeric<R>> for Numeric {
    fn put(&self, sink: &mut dyn Sink) {
        if self.is_finite() {
            sink.bare(format_args!("{self}"));
        } else {
            sink.text(&self.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_are_numbers() {
        for ok in ["0", "-1", "1.50", "12345678901234567890.1", "1e300", "1.5E-7", "NaN", "-Infinity"] {
            assert_eq!(ok.parse::<Numeric>().unwrap().as_str(), ok);
        }
        for no in ["", "-", "1.", ".5", "01", "1e", "--1", "1 ", "1,2", "nan", "inf", "0x1", "1)"] {
            assert!(no.parse::<Numeric>().is_err(), "{no}");
        }
    }

    #[test]
    fn digits_survive_serde() {
        for json in ["1.50", "12345678901234567890.1", "\"NaN\""] {
            let n: Numeric = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&n).unwrap(), json);
        }
    }
}
