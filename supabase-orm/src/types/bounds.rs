//! Ranges.

use crate::{
    json::{JsonReader, ReadError},
    read::FromColumn,
    rest::literal,
    sql::{HasSql, PgMultirange, PgRange},
    value::{NotNull, Sink, Value},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::ops::Bound::{self, Excluded, Included, Unbounded};
use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo};

/// A range of Postgres: `int4range`, `tstzrange`, ..
///
/// It is written from `a..b`, `a..=b`, `a..` and `..b` as well. Discrete ranges come back in Postgres' canonical form:
/// `1..=3` of integers is read as `[1,4)`.
///
/// ```
/// use supabase_orm::types::Bounds;
/// use std::ops::Bound;
/// let b = Bounds::from(1..5);
/// assert_eq!(b.lower(), Some(Bound::Included(&1)));
/// assert_eq!(Bounds::<i32>::Empty.lower(), None);
/// ```
///
/// For serde it is the text that Postgres prints.
///
/// ```
/// # use supabase_orm::types::Bounds;
/// assert_eq!(serde_json::to_string(&Bounds::from(1..5)).unwrap(), "\"[1,5)\"");
/// assert_eq!(serde_json::from_str::<Bounds<i32>>("\"[1,)\"").unwrap(), Bounds::from(1..));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Bounds<T> {
    /// The range that contains nothing.
    Empty,
    /// From a lower to an upper bound.
    Between(Bound<T>, Bound<T>),
}

impl<T> Bounds<T> {
    /// The lower bound; `None` if the range is empty.
    pub fn lower(&self) -> Option<Bound<&T>> {
        match self {
            Self::Empty => None,
            Self::Between(lower, _) => Some(lower.as_ref()),
        }
    }

    /// The upper bound; `None` if the range is empty.
    pub fn upper(&self) -> Option<Bound<&T>> {
        match self {
            Self::Empty => None,
            Self::Between(_, upper) => Some(upper.as_ref()),
        }
    }
}

macro_rules! from_std { ($($range:ty, |$r:ident| $bounds:expr;)*) => { $(
    impl<T> From<$range> for Bounds<T> {
        fn from($r: $range) -> Self {
            $bounds
        }
    }
)* } }

from_std! {
    Range<T>, |r| Self::Between(Included(r.start), Excluded(r.end));
    RangeFrom<T>, |r| Self::Between(Included(r.start), Unbounded);
    RangeTo<T>, |r| Self::Between(Unbounded, Excluded(r.end));
}

impl<T> From<RangeInclusive<T>> for Bounds<T> {
    fn from(r: RangeInclusive<T>) -> Self {
        let (start, end) = r.into_inner();
        Self::Between(Included(start), Included(end))
    }
}

impl<T> From<RangeFull> for Bounds<T> {
    fn from(_: RangeFull) -> Self {
        Self::Between(Unbounded, Unbounded)
    }
}

#[diagnostic::do_not_recommend]
impl<S, V: Value<S>> Value<PgRange<S>> for Bounds<V> {
    fn put(&self, sink: &mut dyn Sink) {
        match self {
            Self::Empty => sink.text("empty"),
            Self::Between(lower, upper) => put(sink, lower.as_ref(), upper.as_ref()),
        }
    }
}
#[diagnostic::do_not_recommend]
impl<S, V: Value<S>> Value<PgRange<S>> for Range<V> {
    fn put(&self, sink: &mut dyn Sink) {
        put(sink, Included(&self.start), Excluded(&self.end));
    }
}
#[diagnostic::do_not_recommend]
impl<S, V: Value<S>> Value<PgRange<S>> for RangeInclusive<V> {
    fn put(&self, sink: &mut dyn Sink) {
        put(sink, Included(self.start()), Included(self.end()));
    }
}
#[diagnostic::do_not_recommend]
impl<S, V: Value<S>> Value<PgRange<S>> for RangeFrom<V> {
    fn put(&self, sink: &mut dyn Sink) {
        put(sink, Included(&self.start), Unbounded);
    }
}
#[diagnostic::do_not_recommend]
impl<S, V: Value<S>> Value<PgRange<S>> for RangeTo<V> {
    fn put(&self, sink: &mut dyn Sink) {
        put(sink, Unbounded, Excluded(&self.end));
    }
}
macro_rules! not_null { ($($t:ty)*) => { $(impl<V> NotNull for $t {})* } }
not_null!(Bounds<V> Range<V> RangeInclusive<V> RangeFrom<V> RangeTo<V>);

fn put<S, V: Value<S>>(sink: &mut dyn Sink, lower: Bound<&V>, upper: Bound<&V>) {
    let write = |v: &V, s: &mut dyn Sink| v.put(s);
    sink.text(&literal::range(lower, upper, &write));
}

#[diagnostic::do_not_recommend]
impl<S, V> Value<PgMultirange<S>> for [V]
where
    V: Value<PgRange<S>>,
{
    fn put(&self, sink: &mut dyn Sink) {
        let mut text = literal::RangeList::default();
        self.iter().for_each(|range| text.push(|s| range.put(s)));
        sink.text(&text.finish());
    }
}
#[diagnostic::do_not_recommend]
impl<S, V: Value<PgRange<S>>> Value<PgMultirange<S>> for Vec<V> {
    fn put(&self, sink: &mut dyn Sink) {
        Value::<PgMultirange<S>>::put(self.as_slice(), sink);
    }
}

#[diagnostic::do_not_recommend]
impl<S, F: FromColumn<S>> FromColumn<PgRange<S>> for Bounds<F> {
    fn read(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
        let text = r.str()?;
        let (range, rest) = one(&text)?;
        if rest.is_empty() { Ok(range) } else { Err(not_a_range(&text)) }
    }
}

#[diagnostic::do_not_recommend]
impl<S, F: FromColumn<S>> FromColumn<PgMultirange<S>> for Vec<Bounds<F>> {
    fn read(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
        let text = r.str()?;
        let inner =
            text.strip_prefix('{').and_then(|t| t.strip_suffix('}')).ok_or_else(|| not_a_range(&text))?;
        let (mut ranges, mut rest) = (Self::new(), inner);
        while !rest.is_empty() {
            let (range, after) = one(rest)?;
            ranges.push(range);
            rest = after.strip_prefix(',').unwrap_or(after);
        }
        Ok(ranges)
    }
}

impl<T: HasSql + Value<T::Sql>> Serialize for Bounds<T> {
    /// The text of the range, as in rows of PostgREST: `[1,5)`, `empty`.
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => s.serialize_str("empty"),
            Self::Between(lower, upper) => {
                let write = |v: &T, s: &mut dyn Sink| v.put(s);
                s.serialize_str(&literal::printed_range(lower.as_ref(), upper.as_ref(), &write))
            }
        }
    }
}

impl<'de, T: HasSql + FromColumn<T::Sql>> Deserialize<'de> for Bounds<T> {
    /// The text of a range.
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        match one(&text).map_err(D::Error::custom)? {
            (range, "") => Ok(range),
            _ => Err(D::Error::custom(not_a_range(&text))),
        }
    }
}

#[cold]
fn not_a_range(text: &str) -> ReadError {
    ReadError::new(format!("`{text}` is not a range"))
}

/// One range at the beginning of `text`, and what follows it.
fn one<S, F: FromColumn<S>>(text: &str) -> Result<(Bounds<F>, &str), ReadError> {
    if let Some(rest) = text.strip_prefix("empty") {
        return Ok((Bounds::Empty, rest));
    }
    let range = literal::split_range(text).ok_or_else(|| not_a_range(text))?;
    let bound = |text: Option<String>, closed: bool| -> Result<Bound<F>, ReadError> {
        let Some(text) = text else { return Ok(Unbounded) };
        let value = element::<S, F>(&text)?;
        Ok(if closed { Included(value) } else { Excluded(value) })
    };
    let lower = bound(range.lower, range.lower_closed)?;
    let upper = bound(range.upper, range.upper_closed)?;
    Ok((Bounds::Between(lower, upper), range.rest))
}

/// Inside a range everything is text: dates are read from a string, numbers from their digits.
fn element<S, F: FromColumn<S>>(text: &str) -> Result<F, ReadError> {
    let quoted = serde_json::Value::from(text).to_string();
    F::read(&mut JsonReader::new(quoted.as_bytes()))
        .or_else(|_| F::read(&mut JsonReader::new(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::{PgInt4, PgText};

    fn read<S, F: FromColumn<S>>(text: &str) -> Result<Bounds<F>, ReadError> {
        let json = serde_json::to_string(text).unwrap();
        <Bounds<F> as FromColumn<PgRange<S>>>::read(&mut JsonReader::new(json.as_bytes()))
    }

    #[test]
    fn ranges_are_read_as_postgres_prints_them() {
        let int = read::<PgInt4, i32>;
        assert_eq!(int("[1,5)").unwrap(), Bounds::from(1..5));
        assert_eq!(int("(,11)").unwrap(), Bounds::from(..11));
        assert_eq!(int("empty").unwrap(), Bounds::Empty);
        assert_eq!(int("(,)").unwrap(), Bounds::from(..));
        let text = read::<PgText, String>(r#"["a,""b\\",c]"#).unwrap();
        assert_eq!(text, Bounds::from("a,\"b\\".to_owned()..="c".to_owned()));
        for broken in ["", "[1", "1,2", "[1,2)x", "[a,b)", "[1,2,3)"] {
            assert!(int(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn serde_has_the_text_that_postgres_prints() {
        for text in ["[1,5)", "(,11)", "empty", "(,)", "[1,)", "(1,5]"] {
            let range: Bounds<i32> = serde_json::from_value(text.into()).unwrap();
            assert_eq!(serde_json::to_value(&range).unwrap(), text);
        }
        for text in [r#"["a,""b\\",c]"#, r#"("","x y")"#] {
            let range: Bounds<String> = serde_json::from_value(text.into()).unwrap();
            assert_eq!(serde_json::to_value(&range).unwrap(), text);
        }
        assert_eq!(serde_json::to_value(Bounds::from(1.5..)).unwrap(), "[1.5,)");
        for broken in ["", "[1,2)x", "[a,b)"] {
            assert!(serde_json::from_value::<Bounds<i32>>(broken.into()).is_err(), "{broken}");
        }
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn dates_in_a_range_are_those_of_postgres() {
        use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
        fn same<T: HasSql + Value<T::Sql> + FromColumn<T::Sql>>(text: &str) {
            let range: Bounds<T> = serde_json::from_value(text.into()).unwrap();
            assert_eq!(serde_json::to_value(&range).unwrap(), text);
        }
        same::<NaiveDate>("[2000-01-01,2000-02-01)");
        same::<NaiveDateTime>(r#"["2000-01-01 13:00:00","2000-01-01 15:00:00.123456")"#);
        same::<DateTime<Utc>>(r#"["2000-01-01 13:00:00+00",)"#);
        same::<NaiveDateTime>(r#"["0044-03-15 00:00:00 BC",)"#);
    }

    #[test]
    fn multiranges_are_lists_of_ranges() {
        let mut r = JsonReader::new(br#""{[1,2),[5,6)}""#);
        let read = <Vec<Bounds<i32>> as FromColumn<PgMultirange<PgInt4>>>::read(&mut r).unwrap();
        assert_eq!(read, [Bounds::from(1..2), Bounds::from(5..6)]);
        let mut r = JsonReader::new(br#""{}""#);
        assert!(<Vec<Bounds<i32>> as FromColumn<PgMultirange<PgInt4>>>::read(&mut r).unwrap().is_empty());
    }
}
