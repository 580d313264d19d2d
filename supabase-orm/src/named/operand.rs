//! Values of filters whose type nobody knows.

use crate::rest::literal::{Literal, Unquoted};
use serde_json::Value;
use std::borrow::Cow;

/// A value of a filter: text, a number, a boolean, `Value::Null` as the word `null`, lists and objects as JSON.
///
/// PostgREST reads it as the type of the column.
pub trait Operand {
    /// The text that PostgREST reads.
    fn text(&self) -> Cow<'_, str>;
}

macro_rules! as_text { ($($t:ty)*) => { $(
    impl Operand for $t {
        fn text(&self) -> Cow<'_, str> {
            Cow::Borrowed(self)
        }
    }
)* } }
as_text!(str String);

macro_rules! displayed { ($($t:ty)*) => { $(
    impl Operand for $t {
        fn text(&self) -> Cow<'_, str> {
            Cow::Owned(self.to_string())
        }
    }
)* } }
displayed!(i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 bool crate::types::Numeric);
#[cfg(feature = "uuid")]
displayed!(uuid::Uuid);
#[cfg(feature = "rust_decimal")]
displayed!(rust_decimal::Decimal);

impl Operand for Value {
    fn text(&self) -> Cow<'_, str> {
        Unquoted::scalar(self)
    }
}

impl<T: Operand + ?Sized> Operand for &T {
    fn text(&self) -> Cow<'_, str> {
        (**self).text()
    }
}

/// What `contains`, `contained_by` and `overlaps` take: a list becomes an array literal, an object JSON, text stays as it is
/// (a range, an array literal).
pub trait Operands {
    #[doc(hidden)]
    fn literal(&self) -> String;
}

impl Operands for str {
    fn literal(&self) -> String {
        self.to_owned()
    }
}
impl Operands for &str {
    fn literal(&self) -> String {
        (*self).to_owned()
    }
}
impl Operands for String {
    fn literal(&self) -> String {
        self.clone()
    }
}
impl<T: Operand> Operands for [T] {
    fn literal(&self) -> String {
        Unquoted::array(self.iter().map(|v| Some(v.text())))
    }
}
impl<T: Operand, const N: usize> Operands for [T; N] {
    fn literal(&self) -> String {
        self.as_slice().literal()
    }
}
impl<T: Operand> Operands for Vec<T> {
    fn literal(&self) -> String {
        self.as_slice().literal()
    }
}

impl Operands for Value {
    fn literal(&self) -> String {
        match self {
            Self::String(text) => text.clone(),
            Self::Array(items) => Unquoted::nested(items),
            other => other.to_string(),
        }
    }
}

/// What operators of ranges take: both bounds (neither is included), or the text of a range (`[1,5)`).
pub trait RangeOperand {
    #[doc(hidden)]
    fn literal(&self) -> String;
}

impl RangeOperand for str {
    fn literal(&self) -> String {
        self.to_owned()
    }
}
impl RangeOperand for &str {
    fn literal(&self) -> String {
        (*self).to_owned()
    }
}
impl<A: Operand, B: Operand> RangeOperand for (A, B) {
    fn literal(&self) -> String {
        Unquoted::range(&self.0.text(), &self.1.text())
    }
}

/// `in.(..)`; a list with an empty text takes the form of `eq(any)`, because `in.("")` matches nothing.
pub(super) fn list<T: Operand>(values: impl IntoIterator<Item = T>) -> (Literal, &'static str) {
    let values: Vec<String> = values.into_iter().map(|v| v.text().into_owned()).collect();
    if values.iter().any(String::is_empty) {
        let literal = Unquoted::array(values.iter().map(|v| Some(Cow::Borrowed(v.as_str()))));
        return (Literal::text(&literal), "eq(any)");
    }
    (Literal::bare(&Unquoted::list(values.iter().map(String::as_str))), "in")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_what_postgrest_reads() {
        assert_eq!(json!("a b").text(), "a b");
        assert_eq!(json!({"a": [1, null]}).text(), r#"{"a":[1,null]}"#);
        assert_eq!(
            (json!(null).text(), true.text(), (-2).text()),
            ("null".into(), "true".into(), "-2".into())
        );
    }

    #[test]
    fn lists_quote_what_would_be_read_as_syntax() {
        let literal = |v: Value| Operands::literal(&v);
        assert_eq!(
            literal(json!(["a", "b,c", "", "null", null, 1.5, "k(l)", "q\nr"])),
            "{a,\"b,c\",\"\",\"null\",NULL,1.5,k(l),\"q\nr\"}"
        );
        assert_eq!(literal(json!([[1, 2], [3]])), "{{1,2},{3}}");
        assert_eq!(literal(json!([{"a": 1}])), r#"{"{\"a\":1}"}"#);
        assert_eq!(["a\\", "{"].literal(), r#"{"a\\","{"}"#);
        assert_eq!((1, "x,y").literal(), "(1,\"x,y\")");
    }
}
