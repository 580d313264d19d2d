//! Dates and times of `chrono` (feature `chrono`). Nanoseconds are cut to Postgres' microseconds.

use super::datetime::{
    Date, Instant, Time, parse_date, parse_time, parse_timestamp, parse_timestamptz, unfit,
};
use crate::{
    json::{JsonReader, ReadError},
    read::{FromColumn, FromJson},
    sql::{PgDate, PgTime, PgTimestamp, PgTimestamptz},
    value::{NotNull, Sink, Value},
};
use chrono::{
    DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone,
    Timelike, Utc,
};

fn to_date(d: Date) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(d.year, d.month.into(), d.day.into())
}

fn to_time(t: Time) -> Option<NaiveTime> {
    NaiveTime::from_hms_micro_opt(t.hour.into(), t.minute.into(), t.second.into(), t.microsecond)
}

/// `24:00:00` of a date is the next day.
fn to_timestamp(d: Date, t: Time) -> Option<NaiveDateTime> {
    if t == (Time { hour: 24, ..Time::default() }) {
        return to_date(d)?.checked_add_days(Days::new(1)).map(Into::into);
    }
    Some(to_date(d)?.and_time(to_time(t)?))
}

fn to_utc((date, time, offset): (Date, Time, i32)) -> Option<DateTime<Utc>> {
    let local = to_timestamp(date, time)?;
    Some(local.checked_sub_signed(TimeDelta::seconds(offset.into()))?.and_utc())
}

fn of_date(d: NaiveDate) -> Date {
    let small = |n: u32| u8::try_from(n).unwrap_or_default();
    Date { year: d.year(), month: small(d.month()), day: small(d.day()) }
}

fn of_time(t: NaiveTime) -> Time {
    let small = |n: u32| u8::try_from(n).unwrap_or_default();
    // a leap second is 1_000_000_000 and more nanoseconds; Postgres has none
    let microsecond = (t.nanosecond() / 1000).min(999_999);
    Time { hour: small(t.hour()), minute: small(t.minute()), second: small(t.second()), microsecond }
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
    NaiveDate, "date of chrono", |text| parse_date(text).and_then(to_date);
    NaiveTime, "time of chrono", |text| parse_time(text).and_then(to_time);
    NaiveDateTime, "date and time of chrono", |text| parse_timestamp(text).and_then(|(d, t)| to_timestamp(d, t));
    DateTime<Utc>, "instant of chrono", |text| parse_timestamptz(text).and_then(to_utc);
    DateTime<FixedOffset>, "instant of chrono", |text| parse_timestamptz(text).and_then(|parts| {
        Some(to_utc(parts)?.with_timezone(&FixedOffset::east_opt(parts.2)?))
    });
}

macro_rules! from_column { ($($marker:ident => $($t:ty)*;)*) => { $($(
    #[diagnostic::do_not_recommend]
    impl<R> FromColumn<$marker<R>> for $t {
        fn read(r: &mut JsonReader<'_>) -> Result<Self, ReadError> {
            Self::from_json(r)
        }
    }
)*)* } }
from_column! {
    PgDate => NaiveDate; PgTime => NaiveTime; PgTimestamp => NaiveDateTime;
    PgTimestamptz => DateTime<Utc> DateTime<FixedOffset>;
}

macro_rules! not_null { ($($t:ty)*) => { $(impl NotNull for $t {})* } }
not_null!(NaiveDate NaiveTime NaiveDateTime);
impl<Z: TimeZone> NotNull for DateTime<Z> {}

#[diagnostic::do_not_recommend]
impl<R> Value<PgDate<R>> for NaiveDate {
    fn put(&self, sink: &mut dyn Sink) {
        sink.display(format_args!("{}", of_date(*self)));
    }
}
#[diagnostic::do_not_recommend]
impl<R> Value<PgTime<R>> for NaiveTime {
    fn put(&self, sink: &mut dyn Sink) {
        sink.display(format_args!("{}", of_time(*self)));
    }
}
#[diagnostic::do_not_recommend]
impl<R> Value<PgTimestamp<R>> for NaiveDateTime {
    fn put(&self, sink: &mut dyn Sink) {
        let instant = Instant { date: of_date(self.date()), time: of_time(self.time()), offset: false };
        sink.display(format_args!("{instant}"));
    }
}
#[diagnostic::do_not_recommend]
impl<R, Z: TimeZone> Value<PgTimestamptz<R>> for DateTime<Z> {
    fn put(&self, sink: &mut dyn Sink) {
        let utc = self.naive_utc();
        let instant = Instant { date: of_date(utc.date()), time: of_time(utc.time()), offset: true };
        sink.display(format_args!("{instant}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: FromJson>(text: &str) -> Result<T, ReadError> {
        T::from_json(&mut JsonReader::new(format!("\"{text}\"").as_bytes()))
    }

    #[test]
    fn values_are_right_or_an_error() {
        let utc: DateTime<Utc> = read("2024-01-02T03:04:05.123456+02:00").unwrap();
        assert_eq!(utc.to_rfc3339(), "2024-01-02T01:04:05.123456+00:00");
        let odd: DateTime<Utc> = read("1800-01-01T00:00:00-04:56:02").unwrap();
        assert_eq!(odd.to_rfc3339(), "1800-01-01T04:56:02+00:00");
        assert_eq!(read::<NaiveDate>("0044-03-15 BC").unwrap().year(), -43);
        assert!(read::<NaiveTime>("24:00:00").is_err());
        assert!(read::<NaiveTime>("01:02:03+05:30").is_err());
        let e = read::<DateTime<Utc>>("infinity").unwrap_err();
        assert_eq!(
            e.message(),
            "`infinity` is no instant of chrono; read the column as `String` to keep such values"
        );
    }
}
