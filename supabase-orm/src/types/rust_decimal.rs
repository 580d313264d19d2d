//! `rust_decimal::Decimal` (feature `rust_decimal`): 28 digits; more is a decode error, never a rounded number.

use crate::{
    json::{JsonReader, ReadError},
    read::{FromColumn, FromJson},
    sql::PgNumeric,
    types::Numeric,
    value::{NotNull, Sink, Value},
};
use rust_decimal::Decimal;

impl FromJson for Decimal {
    fn from_json(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
        let n = Numeric::from_json(r)?;
        let text = n.as_str();
        let parsed = if text.contains(['e', 'E']) {
            Self::from_scientific(text).ok()
        } else {
            Self::from_str_exact(text).ok()
        };
        parsed.ok_or_else(|| {
            ReadError::new(format!(
                "{text} does not fit `Decimal` (28 digits, no NaN or infinity); read it as `Numeric`"
            ))
        })
    }
}

#[diagnostic::do_not_recommend]
impl<R> FromColumn<PgNumeric<R>> for Decimal {
    fn read(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
        Self::from_json(r)
    }
}

impl NotNull for Decimal {}
#[diagnostic::do_not_recommend]
impl<R> Value<PgNumeric<R>> for Decimal {
    fn put(&self, sink: &mut dyn Sink) {
        sink.bare(format_args!("{self}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_exact_or_an_error() {
        let read = |json: &str| Decimal::from_json(&mut JsonReader::new(json.as_bytes()));
        assert_eq!(read("1.50").unwrap().to_string(), "1.50");
        assert_eq!(read("1e3").unwrap(), Decimal::from(1000));
        for unfit in ["\"NaN\"", "1.00000000000000000000000000001", "123456789012345678901234567890"] {
            assert!(read(unfit).is_err(), "{unfit}");
        }
    }
}
