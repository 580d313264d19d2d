//! The cursor over one JSON text.

use super::{ReadError, scan};
use serde::de::DeserializeOwned;
use std::{borrow::Cow, str::FromStr};

type Read<T> = Result<T, ReadError>;

/// Reads one JSON value after the other. What [`FromColumn`](crate::FromColumn) reads from.
#[derive(Debug)]
pub struct JsonReader<'j> {
    bytes: &'j [u8],
    at: usize,
}

impl<'j> JsonReader<'j> {
    /// A reader at the beginning of a JSON text.
    #[must_use]
    pub fn new(bytes: &'j [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    #[inline]
    fn rest(&self) -> &'j [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// The first byte of the next value.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            match self.bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                next => return next.copied(),
            }
        }
    }

    /// Takes `text` if it comes next.
    #[inline]
    pub(super) fn eat(&mut self, text: &[u8]) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// Takes `{"key":` or `,"key":` in compact form, if it comes next.
    #[inline]
    pub(super) fn eat_key(&mut self, before: u8, key: &str) -> bool {
        let rest = self.rest();
        let n = key.len();
        let found = rest.len() > n + 3
            && rest.first() == Some(&before)
            && rest.get(1) == Some(&b'"')
            && rest.get(2..n + 2) == Some(key.as_bytes())
            && rest.get(n + 2..n + 4) == Some(b"\":");
        if found {
            self.at += n + 4;
        }
        found
    }

    #[inline]
    pub(crate) fn eat_byte(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// An error that says what stands here.
    #[cold]
    #[must_use]
    pub fn expected(&mut self, what: &str) -> ReadError {
        let found = match self.peek() {
            None => "the end",
            Some(b'"') => "a string",
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b'n') => "null",
            Some(b't' | b'f') => "a boolean",
            Some(b'-' | b'0'..=b'9') => "a number",
            Some(_) => "something that is not JSON",
        };
        ReadError::new(format!("expected {what}, found {found}"))
    }

    /// Takes `null`, if it comes next.
    #[inline]
    pub fn null(&mut self) -> bool {
        self.peek() == Some(b'n') && self.eat(b"null")
    }

    /// Whether a string comes next.
    #[inline]
    pub fn at_string(&mut self) -> bool {
        self.peek() == Some(b'"')
    }

    /// Whether an object comes next.
    pub(crate) fn at_object(&mut self) -> bool {
        self.peek() == Some(b'{')
    }

    /// Whether `null` comes next.
    pub(crate) fn at_null(&mut self) -> bool {
        self.peek() == Some(b'n')
    }

    /// What is left, up to the last byte of the text, which is `end`: a last value whose reader looks at it anyway.
    #[cfg(feature = "realtime")]
    pub(crate) fn rest_before(&mut self, end: u8) -> Read<&'j [u8]> {
        let rest = self.rest().trim_ascii();
        match rest.split_last() {
            Some((last, rest)) if *last == end && !rest.is_empty() => {
                self.at = self.bytes.len();
                Ok(rest)
            }
            _ => Err(ReadError::new(format!("expected a value and `{}`", char::from(end)))),
        }
    }

    /// A boolean.
    ///
    /// # Errors
    /// When something else comes next.
    #[inline]
    pub fn bool(&mut self) -> Read<bool> {
        self.peek();
        if self.eat(b"true") {
            Ok(true)
        } else if self.eat(b"false") {
            Ok(false)
        } else {
            Err(self.expected("a boolean"))
        }
    }

    /// The digits of a number, as they stand there.
    ///
    /// # Errors
    /// When something else comes next.
    #[inline]
    pub fn number(&mut self) -> Read<&'j str> {
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            return Err(self.expected("a number"));
        }
        let rest = self.rest();
        let in_number = |b: &u8| matches!(b, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let end = rest.iter().position(|b| !in_number(b)).unwrap_or(rest.len());
        self.at += end;
        let digits = rest.get(..end).and_then(|d| std::str::from_utf8(d).ok());
        digits.ok_or_else(|| ReadError::new("a number that is not ASCII"))
    }

    /// A whole number.
    ///
    /// # Errors
    /// When something else comes next, or the number does not fit.
    #[inline]
    pub fn int(&mut self) -> Read<i64> {
        let digits = self.number()?;
        digits.parse().map_err(|_| ReadError::new(format!("{digits} is not a whole number of 64 bits")))
    }

    /// A string; borrowed unless it has escapes.
    ///
    /// # Errors
    /// When something else comes next.
    #[inline]
    pub fn str(&mut self) -> Read<Cow<'j, str>> {
        if self.peek() != Some(b'"') {
            return Err(self.expected("a string"));
        }
        let text = self.bytes.get(self.at + 1..).unwrap_or_default();
        match memchr::memchr2(b'"', b'\\', text) {
            Some(end) if text.get(end) == Some(&b'"') => {
                self.at += end + 2;
                let text = text.get(..end).unwrap_or_default();
                std::str::from_utf8(text)
                    .map(Cow::Borrowed)
                    .map_err(|_| ReadError::new("a string that is not UTF-8"))
            }
            _ => self.escaped(),
        }
    }

    /// One allocation; what is not a simple escape goes to `serde_json`.
    fn escaped(&mut self) -> Read<Cow<'j, str>> {
        let raw = self.raw()?;
        if let Some(text) = scan::unescape(raw) {
            return Ok(Cow::Owned(text));
        }
        serde_json::from_slice(raw).map(Cow::Owned).map_err(|e| ReadError::new(e.to_string()))
    }

    /// A string, parsed.
    ///
    /// # Errors
    /// When something else comes next, or it does not parse as `what`.
    pub fn parse<T: FromStr>(&mut self, what: &str) -> Read<T> {
        let text = self.str()?;
        text.parse().map_err(|_| ReadError::new(format!("`{text}` is not {what}")))
    }

    /// The text of the next value, whatever it is.
    ///
    /// # Errors
    /// When it has no end.
    pub fn raw(&mut self) -> Read<&'j [u8]> {
        self.peek();
        let end = scan::value_end(self.bytes, self.at).ok_or_else(|| self.expected("a value"))?;
        let raw = self.bytes.get(self.at..end).unwrap_or_default();
        self.at = end;
        Ok(raw)
    }

    /// The next value by serde: user types inside `json` and `jsonb`.
    ///
    /// # Errors
    /// When it is not JSON or does not fit `T`.
    pub fn json<T: DeserializeOwned>(&mut self) -> Read<T> {
        let raw = self.raw()?;
        serde_json::from_slice(raw).map_err(|e| ReadError::new(e.to_string()))
    }

    /// A list, item by item.
    ///
    /// # Errors
    /// When something else comes next, or an item fails: its index is added to the path.
    pub fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let mut items = Vec::new();
        self.each(&mut |r| {
            items.push(item(r)?);
            Ok(())
        })?;
        Ok(items)
    }

    fn each(&mut self, item: &mut dyn FnMut(&mut Self) -> Read<()>) -> Read<()> {
        if !self.eat_byte(b'[') {
            return Err(self.expected("a list"));
        }
        if self.eat_byte(b']') {
            return Ok(());
        }
        for index in 0.. {
            item(self).map_err(|e| e.in_item(index))?;
            if self.eat_byte(b']') {
                break;
            }
            if !self.eat_byte(b',') {
                return Err(self.expected("`,` or `]`").in_item(index));
            }
        }
        Ok(())
    }

    /// The rows of an answer, with room made from the length of the first one.
    pub(crate) fn rows<T>(&mut self, mut row: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let (start, all) = (self.at, self.bytes.len());
        let mut rows = Vec::new();
        self.each(&mut |r| {
            if rows.len() == 1 {
                let first = (r.at - start).max(8);
                rows.reserve(all / first);
            }
            rows.push(row(r)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Nothing but white space may follow.
    pub(crate) fn end(&mut self) -> Read<()> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.expected("the end")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_read_exactly() {
        assert_eq!(JsonReader::new(b" 9007199254740993").int().unwrap(), 9_007_199_254_740_993);
        assert_eq!(JsonReader::new(b"-9223372036854775808").int().unwrap(), i64::MIN);
        assert_eq!(JsonReader::new(b"1.50,").number().unwrap(), "1.50");
        assert!(matches!(JsonReader::new(br#""plain""#).str().unwrap(), Cow::Borrowed("plain")));
        assert_eq!(JsonReader::new(br#""a\"\u00e9\n""#).str().unwrap(), "a\"é\n");
        assert!(JsonReader::new(b"null").null());
    }

    #[test]
    fn faults_say_what_was_found() {
        let message = |r: Read<i64>| r.unwrap_err().message().to_owned();
        assert_eq!(message(JsonReader::new(b"\"x\"").int()), "expected a number, found a string");
        assert_eq!(message(JsonReader::new(b"1.5").int()), "1.5 is not a whole number of 64 bits");
        assert_eq!(message(JsonReader::new(b"").int()), "expected a number, found the end");
        let list = JsonReader::new(b"[1,2,null]").list(JsonReader::int).unwrap_err();
        assert_eq!((list.path(), list.message()), ("[2]", "expected a number, found null"));
        assert!(JsonReader::new(b"[1 2]").list(JsonReader::int).is_err());
        assert!(JsonReader::new(b"[1,]").list(JsonReader::int).is_err());
        assert!(JsonReader::new(b"\"\xff\"").str().is_err());
    }

    #[test]
    fn rows_may_stand_on_lines_of_their_own() {
        let rows = JsonReader::new(b"[1, \n 2, \n 3]\n").rows(JsonReader::int).unwrap();
        assert_eq!(rows, [1, 2, 3]);
        assert!(JsonReader::new(b"[]").rows(JsonReader::int).unwrap().is_empty());
    }
}
