//! Dates and times of `time` (feature `time`). Nanoseconds are cut to Postgres' microseconds.

use super::datetime::{
    Date as D, Instant, Time as T, parse_date, parse_time, parse_timestamp, parse_timestamptz, unfit,
};
use crate::{
    json::{JsonReader, ReadError},
    read::{FromColumn, FromJson},
    sql::{PgDate, PgTime, PgTimestamp, PgTimestamptz},
    value::{NotNull, Sink, Value},
};
use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

fn to_date(d: D) -> Option<Date> {
    Date::from_calendar_date(d.year, Month::try_from(d.month).ok()?, d.day).ok()
}

fn to_time(t: T) -> Option<Time> {
    Time::from_hms_micro(t.hour, t.minute, t.second, t.microsecond).ok()
}

fn to_timestamp(d: D, t: T) -> Option<PrimitiveDateTime> {
    if t == (T { hour: 24, ..T::default() }) {
        return Some(to_date(d)?.next_day()?.midnight());
    }
    Some(to_date(d)?.with_time(to_time(t)?))
}

fn to_utc((date, time, offset): (D, T, i32)) -> Option<OffsetDateTime> {
    let local = to_timestamp(date, time)?;
    Some(local.checked_sub(Duration::seconds(offset.into()))?.assume_utc())
}

fn of_date(d: Date) -> D {
    D { year: d.year(), month: d.month().into(), day: d.day() }
}

fn of_time(t: Time) -> T {
    T { hour: t.hour(), minute: t.minute(), second: t.second(), microsecond: t.microsecond() }
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
    Date, "date of the crate `time`", |text| parse_date(text).and_then(to_date);
    Time, "time of the crate `time`", |text| parse_time(text).and_then(to_time);
    PrimitiveDateTime, "date and time of the crate `time`", |text| parse_timestamp(text).and_then(|(d, t)| to_timestamp(d, t));
    OffsetDateTime, "instant of the crate `time`", |text| parse_timestamptz(text).and_then(to_utc);
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
    PgTimestamp => PrimitiveDateTime, |v| Instant { date: of_date(v.date()), time: of_time(v.time()), offset: false };
    PgTimestamptz => OffsetDateTime, |v| {
        let utc = v.to_offset(UtcOffset::UTC);
        Instant { date: of_date(utc.date()), time: of_time(utc.time()), offset: true }
    };
}
