//! Dates and times of `jiff` (feature `jiff`). Nanoseconds are cut to Postgres' microseconds.

use super::datetime::{
    Date as D, Instant, Time as T, parse_date, parse_time, parse_timestamp, parse_timestamptz, unfit,
};
use crate::{
    json::{JsonReader, ReadError},
    read::{FromColumn, FromJson},
    sql::{PgDate, PgTime, PgTimestamp, PgTimestamptz},
    value::{NotNull, Sink, Value},
};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};

fn to_date(d: D) -> Option<Date> {
    Date::new(d.year.try_into().ok()?, d.month.try_into().ok()?, d.day.try_into().ok()?).ok()
}

fn to_time(t: T) -> Option<Time> {
    let nanoseconds = i32::try_from(t.microsecond.checked_mul(1000)?).ok()?;
    Time::new(t.hour.try_into().ok()?, t.minute.try_into().ok()?, t.second.try_into().ok()?, nanoseconds).ok()
}

/// `24:00:00` of a date is the next day.
fn to_timestamp(d: D, t: T) -> Option<DateTime> {
    if t == (T { hour: 24, ..T::default() }) {
        return Some(to_date(d)?.tomorrow().ok()?.to_datetime(Time::midnight()));
    }
    Some(to_date(d)?.to_datetime(to_time(t)?))
}

fn to_utc((date, time, offset): (D, T, i32)) -> Option<Timestamp> {
    let local = to_timestamp(date, time)?;
    let utc = local.checked_sub(SignedDuration::from_secs(offset.into())).ok()?;
    Offset::UTC.to_timestamp(utc).ok()
}

fn of_date(d: Date) -> D {
    let small = |n: i8| u8::try_from(n).unwrap_or_default();
    D { year: d.year().into(), month: small(d.month()), day: small(d.day()) }
}

fn of_time(t: Time) -> T {
    let small = |n: i8| u8::try_from(n).unwrap_or_default();
    let microsecond = u32::try_from(t.subsec_nanosecond() / 1000).unwrap_or_default();
    T { hour: small(t.hour()), minute: small(t.minute()), second: small(t.second()), microsecond }
}

macro_rules! from_json { ($($t:ty, $what:literal, |$text:ident| $parsed:expr;)*) => { $(
    impl FromJson for $t {
        fn from_json(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
            let $text = &r.str()?;
            $parsed.ok_or_else(|| unfit($text, $what))
        }
    }
)* } }
from_json! {
    Date, "date of jiff", |text| parse_date(text).and_then(to_date);
    Time, "time of jiff", |text| parse_time(text).and_then(to_time);
    DateTime, "date and time of jiff", |text| parse_timestamp(text).and_then(|(d, t)| to_timestamp(d, t));
    Timestamp, "timestamp of jiff", |text| parse_timestamptz(text).and_then(to_utc);
}

macro_rules! column { ($($marker:ident => $t:ty, |$v:ident| $shown:expr;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<R> FromColumn<$marker<R>> for $t {
        fn read(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
            Self::from_json(r)
        }
    }
    impl NotNull for $t {}
    #[diagnostic::do_not_recommend]
    impl<R> Value<$marker<R>> for $t {
        fn put(&self, sink: &mut dyn Sink) {
            let $v = *self;
            sink.display(format_args!("{}", $shown));
        }
    }
)* } }
column! {
    PgDate => Date, |v| of_date(v);
    PgTime => Time, |v| of_time(v);
    PgTimestamp => DateTime, |v| Instant { date: of_date(v.date()), time: of_time(v.time()), offset: false };
    PgTimestamptz => Timestamp, |v| {
        let utc = Offset::UTC.to_datetime(v);
        Instant { date: of_date(utc.date()), time: of_time(utc.time()), offset: true }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write_row::as_column;

    fn read<T: FromJson>(text: &str) -> Result<T, ReadError> {
        T::from_json(&mut JsonReader::new(format!("\"{text}\"").as_bytes()))
    }

    #[test]
    fn values_are_right_or_an_error() {
        let utc: Timestamp = read("2024-01-02T03:04:05.123456+02:00").unwrap();
        assert_eq!(utc.to_string(), "2024-01-02T01:04:05.123456Z");
        let odd: Timestamp = read("1800-01-01T00:00:00-04:56:02").unwrap();
        assert_eq!(odd.to_string(), "1800-01-01T04:56:02Z");
        assert_eq!(read::<Date>("0044-03-15 BC").unwrap().year(), -43);
        assert_eq!(read::<DateTime>("2023-12-31T24:00:00").unwrap().to_string(), "2024-01-01T00:00:00");
        assert_eq!(read::<Time>("23:59:59.999999").unwrap().subsec_nanosecond(), 999_999_000);
        assert!(read::<Time>("24:00:00").is_err());
        assert!(read::<Time>("01:02:03+05:30").is_err());
        let e = read::<Timestamp>("infinity").unwrap_err();
        assert_eq!(
            e.message(),
            "`infinity` is no timestamp of jiff; read the column as `String` to keep such values"
        );
        // its calendar ends
        assert!(
            read::<Date>("12024-01-01").is_err() && read::<Timestamp>("9999-12-31T23:00:00+00:00").is_err()
        );
    }

    #[test]
    fn values_are_written_as_postgres_reads_them() {
        let json = |v: &dyn erased_serde::Serialize| serde_json::to_string(v).unwrap();
        let at: Timestamp = "2024-01-02T03:04:05.123456789+02:00".parse().unwrap();
        assert_eq!(
            json(&as_column::<PgTimestamptz<Timestamp>, _>(&at)),
            "\"2024-01-02T01:04:05.123456+00:00\""
        );
        let date = Date::new(-43, 3, 15).unwrap();
        assert_eq!(json(&as_column::<PgDate<Date>, _>(&date)), "\"0044-03-15 BC\"");
        let time = Time::new(1, 2, 3, 40_000).unwrap();
        assert_eq!(json(&as_column::<PgTime<Time>, _>(&time)), "\"01:02:03.000040\"");
        let local = date.to_datetime(time);
        assert_eq!(json(&as_column::<PgTimestamp<DateTime>, _>(&local)), "\"0044-03-15T01:02:03.000040 BC\"");
    }
}
