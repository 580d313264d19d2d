//! Dates and times as Postgres prints them: ISO 8601, and beyond it `BC`, years of five digits, offsets with seconds.

use crate::json::ReadError;
use std::fmt;

/// The parts of a printed date and time. `year` is astronomical: 1 BC is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Date {
    pub(super) year: i32,
    pub(super) month: u8,
    pub(super) day: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Time {
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
    pub(super) microsecond: u32,
}

/// Reads the parts off the front of a text.
struct Parts<'t>(&'t [u8]);

impl Parts<'_> {
    fn byte(&mut self, byte: u8) -> bool {
        let found = self.0.first() == Some(&byte);
        if found {
            self.0 = self.0.get(1..).unwrap_or_default();
        }
        found
    }

    /// `min..=max` digits
    fn digits(&mut self, min: usize, max: usize) -> Option<u32> {
        let n = self.0.iter().take(max).take_while(|b| b.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(n).filter(|_| n >= min)?;
        self.0 = rest;
        digits.iter().try_fold(0_u32, |n, b| n.checked_mul(10)?.checked_add(u32::from(b - b'0')))
    }

    fn two(&mut self) -> Option<u8> {
        self.digits(2, 2).and_then(|n| u8::try_from(n).ok())
    }

    fn date(&mut self) -> Option<(i32, u8, u8)> {
        let year = i32::try_from(self.digits(4, 7)?).ok()?;
        let month = self.byte(b'-').then(|| self.two())??;
        let day = self.byte(b'-').then(|| self.two())??;
        Some((year, month, day))
    }

    fn time(&mut self) -> Option<Time> {
        let hour = self.two()?;
        let minute = self.byte(b':').then(|| self.two())??;
        let second = self.byte(b':').then(|| self.two())??;
        let mut microsecond = 0;
        if self.byte(b'.') {
            let before = self.0.len();
            let fraction = self.digits(1, 6)?;
            let given = u32::try_from(before - self.0.len()).ok()?;
            microsecond = fraction * 10_u32.pow(6 - given);
        }
        Some(Time { hour, minute, second, microsecond })
    }

    /// `Z`, `+00`, `+05:30`, `-04:56:02`: seconds east
    fn offset(&mut self) -> Option<i32> {
        if self.byte(b'Z') {
            return Some(0);
        }
        let sign = if self.byte(b'-') { -1 } else { self.byte(b'+').then_some(1)? };
        let mut seconds = 3600 * i32::from(self.two()?);
        for unit in [60, 1] {
            if self.byte(b':') {
                seconds += unit * i32::from(self.two()?);
            }
        }
        Some(sign * seconds)
    }

    /// ` BC` or nothing, and then the end
    fn era(&mut self, (year, month, day): (i32, u8, u8)) -> Option<Date> {
        let bc = self.0 == b" BC";
        let year = if bc { 1 - year } else { year };
        (bc || self.0.is_empty()).then_some(Date { year, month, day })
    }
}

/// `2024-01-31`, `0044-03-15 BC`
pub(super) fn parse_date(text: &str) -> Option<Date> {
    let mut p = Parts(text.as_bytes());
    let date = p.date()?;
    p.era(date)
}

/// `23:59:59.999999`
pub(super) fn parse_time(text: &str) -> Option<Time> {
    let mut p = Parts(text.as_bytes());
    let time = p.time()?;
    p.0.is_empty().then_some(time)
}

/// `2024-01-02T03:04:05.123456`, with a blank for the `T` inside ranges
pub(super) fn parse_timestamp(text: &str) -> Option<(Date, Time)> {
    let mut p = Parts(text.as_bytes());
    let date = p.date()?;
    let time = (p.byte(b'T') || p.byte(b' ')).then(|| p.time())??;
    Some((p.era(date)?, time))
}

/// `2024-01-02T01:04:05.123456+00:00`; the offset in seconds east
pub(super) fn parse_timestamptz(text: &str) -> Option<(Date, Time, i32)> {
    let mut p = Parts(text.as_bytes());
    let date = p.date()?;
    let time = (p.byte(b'T') || p.byte(b' ')).then(|| p.time())??;
    let offset = p.offset()?;
    Some((p.era(date)?, time, offset))
}

/// What no calendar of Rust can hold: `infinity`, `24:00:00`, years of six digits.
#[cold]
pub(super) fn unfit(text: &str, what: &str) -> ReadError {
    ReadError::new(format!("`{text}` is no {what}; read the column as `String` to keep such values"))
}

impl Date {
    fn era(self) -> &'static str {
        if self.year <= 0 { " BC" } else { "" }
    }

    /// without the era
    fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = if self.year <= 0 { 1 - self.year } else { self.year };
        write!(f, "{year:04}-{:02}-{:02}", self.month, self.day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)?;
        f.write_str(self.era())
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
        match self.microsecond {
            0 => Ok(()),
            n if n % 1000 == 0 => write!(f, ".{:03}", n / 1000),
            n => write!(f, ".{n:06}"),
        }
    }
}

/// A date and time, in UTC where `offset` is set.
pub(super) struct Instant {
    pub(super) date: Date,
    pub(super) time: Time,
    pub(super) offset: bool,
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date.write(f)?;
        let offset = if self.offset { "+00:00" } else { "" };
        write!(f, "T{}{offset}{}", self.time, self.date.era())
    }
}

/// A date with a time as Postgres prints it in texts, such as a range: with a space for the `T`, and `+00` for UTC.
pub(crate) fn printed_instant(text: &str) -> Option<String> {
    let zoned = parse_timestamptz(text).map(|_| ());
    zoned.or_else(|| parse_timestamp(text).map(|_| ()))?;
    Some(text.replacen('T', " ", 1).replacen("+00:00", "+00", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_printed_forms_are_read() {
        let date = |year, month, day| Date { year, month, day };
        assert_eq!(parse_date("2024-02-29"), Some(date(2024, 2, 29)));
        assert_eq!(parse_date("0044-03-15 BC"), Some(date(-43, 3, 15)));
        assert_eq!(parse_date("12024-01-01"), Some(date(12024, 1, 1)));
        let micros = Time { hour: 23, minute: 59, second: 59, microsecond: 999_999 };
        assert_eq!(parse_time("23:59:59.999999"), Some(micros));
        assert_eq!(parse_time("01:02:03.4").map(|t| t.microsecond), Some(400_000));
        let at = |text: &str| parse_timestamptz(text).map(|t| t.2);
        assert_eq!(at("2024-01-02T01:04:05+00:00"), Some(0));
        assert_eq!(at("1800-01-02 01:04:05-04:56:02"), Some(-(4 * 3600 + 56 * 60 + 2)));
        assert_eq!(at("2024-01-02 01:04:05.5+05"), Some(5 * 3600));
        assert!(parse_timestamp("0044-03-15T00:00:00 BC").is_some());
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["infinity", "-infinity", "2024-1-1", "2024-01-01x", "", "24", "2024-01-01 AD"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
        for text in ["01:02", "01:02:03+05:30", "1:2:3", "01:02:03."] {
            assert_eq!(parse_time(text), None, "{text}");
        }
        assert_eq!(parse_timestamptz("2024-01-02T01:04:05"), None);
    }

    #[test]
    fn printing_gives_what_postgres_reads() {
        let date = Date { year: -43, month: 3, day: 15 };
        let time = Time { hour: 1, minute: 2, second: 3, microsecond: 40 };
        assert_eq!(Instant { date, time, offset: true }.to_string(), "0044-03-15T01:02:03.000040+00:00 BC");
        assert_eq!(date.to_string(), "0044-03-15 BC");
    }
}
