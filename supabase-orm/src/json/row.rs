//! One row object, field by field.

use super::{JsonReader, ReadError};
use crate::read::{FromColumn, FromJson};
use std::borrow::Cow;

type Read<T> = Result<T, ReadError>;

/// Reads the fields of one row by key: streams while the keys come in the order of `select=`, looks up otherwise.
#[derive(Debug)]
pub struct RowReader<'j> {
    json: JsonReader<'j>,
    place: Place,
    /// values whose turn had not come yet
    late: Vec<(Cow<'j, str>, &'j [u8])>,
    /// a field was asked for that is not there
    absent: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    /// before the `{`
    Start,
    /// behind a value
    Inside,
    /// behind the `}`
    End,
}

/// What became of a field.
#[cfg(feature = "realtime")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    Read,
    Unread,
    /// read, and no other one is needed
    Enough,
}

/// Where a field is.
enum Found<'j> {
    Here,
    Late(&'j [u8]),
    Absent,
}

impl<'j> RowReader<'j> {
    /// Reads one object. Keys that nobody asks for are skipped.
    pub(crate) fn object<T>(json: &mut JsonReader<'j>, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if json.peek() != Some(b'{') {
            return Err(json.expected("a row object"));
        }
        let taken = std::mem::replace(json, JsonReader::new(&[]));
        let mut row = RowReader { json: taken, place: Place::Start, late: Vec::new(), absent: false };
        let value = read(&mut row)?;
        row.finish()?;
        *json = row.json;
        Ok(value)
    }

    /// A field in its type's usual form.
    ///
    /// # Errors
    /// When the value does not fit, or is missing and `V` has no NULL.
    #[inline]
    pub fn get<V: FromJson>(&mut self, key: &'static str) -> Read<V> {
        self.get_with(key, V::from_json)
    }

    /// A field in the form of its column: `bytea`, ranges, dates, floats.
    ///
    /// # Errors
    /// When the value does not fit, or is missing and `V` has no NULL.
    #[inline]
    pub fn column<S, V: FromColumn<S>>(&mut self, key: &'static str) -> Read<V> {
        self.get_with(key, V::read)
    }

    /// A field of a derived struct: as its column, relation or item says.
    ///
    /// # Errors
    /// When the value does not fit, or is missing and `F` has no NULL.
    #[inline]
    #[expect(clippy::needless_pass_by_value, reason = "items are copied out of COLUMNS")]
    pub fn field<T, F, C: crate::select::ReadField<T, F>>(&mut self, key: &'static str, item: C) -> Read<F> {
        item.read_field(key, self)
    }

    #[inline]
    pub(crate) fn get_with<V>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut JsonReader<'j>) -> Read<V>,
    ) -> Read<V> {
        let mut elsewhere;
        let json = match self.seek(key)? {
            Found::Here => &mut self.json,
            Found::Late(raw) => {
                elsewhere = JsonReader::new(raw);
                &mut elsewhere
            }
            Found::Absent => {
                self.absent = true;
                // fine for whatever reads NULL
                let absent = read(&mut JsonReader::new(b"null"));
                return absent.map_err(|_| ReadError::new("missing in the answer").in_key(key));
            }
        };
        read(json).map_err(|e| e.in_key(key))
    }

    /// Moves to the value of `key`.
    #[inline]
    fn seek(&mut self, key: &str) -> Read<Found<'j>> {
        if self.late.is_empty() && self.place != Place::End {
            let before = if self.place == Place::Start { b'{' } else { b',' };
            if self.json.eat_key(before, key) {
                self.place = Place::Inside;
                return Ok(Found::Here);
            }
        }
        self.search(key)
    }

    #[cold]
    fn search(&mut self, key: &str) -> Read<Found<'j>> {
        if let Some(i) = self.late.iter().position(|l| l.0 == key) {
            return Ok(Found::Late(self.late.swap_remove(i).1));
        }
        while let Some(found) = self.next_key()? {
            if found == key {
                return Ok(Found::Here);
            }
            let raw = self.json.raw().map_err(|e| e.in_key(&found))?;
            self.late.push((found, raw));
        }
        Ok(Found::Absent)
    }

    /// Gives each field of an object to `read`, in the order in which they come, until it says that it has seen enough. What it
    /// leaves unread is skipped.
    #[cfg(feature = "realtime")]
    pub(crate) fn each(
        json: &mut JsonReader<'j>,
        mut read: impl FnMut(&str, &mut JsonReader<'j>) -> Read<Seen>,
    ) -> Read<()> {
        if json.peek() != Some(b'{') {
            return Err(json.expected("an object"));
        }
        let taken = std::mem::replace(json, JsonReader::new(&[]));
        let mut row = RowReader { json: taken, place: Place::Start, late: Vec::new(), absent: false };
        while let Some(key) = row.next_key()? {
            match read(&key, &mut row.json).map_err(|e| e.in_key(&key))? {
                Seen::Read => {}
                Seen::Unread => drop(row.json.raw().map_err(|e| e.in_key(&key))?),
                Seen::Enough => break,
            }
        }
        *json = row.json;
        Ok(())
    }

    /// Whether every field that was asked for was there.
    #[cfg(feature = "realtime")]
    pub(crate) fn is_whole(&self) -> bool {
        !self.absent
    }

    /// The text of a field, whatever it is; `None` if there is none of this key.
    #[cfg(feature = "realtime")]
    pub(crate) fn find(&mut self, key: &str) -> Read<Option<&'j [u8]>> {
        match self.search(key)? {
            Found::Here => self.json.raw().map_err(|e| e.in_key(key)).map(Some),
            Found::Late(raw) => Ok(Some(raw)),
            Found::Absent => Ok(None),
        }
    }

    fn next_key(&mut self) -> Read<Option<Cow<'j, str>>> {
        let first = match self.place {
            Place::End => return Ok(None),
            Place::Start => {
                self.json.eat_byte(b'{');
                true
            }
            Place::Inside => false,
        };
        self.place = Place::Inside;
        if self.json.eat_byte(b'}') {
            self.place = Place::End;
            return Ok(None);
        }
        if !first && !self.json.eat_byte(b',') {
            return Err(self.json.expected("`,` or `}`"));
        }
        let key = self.json.str()?;
        if !self.json.eat_byte(b':') {
            return Err(self.json.expected("`:`").in_key(&key));
        }
        Ok(Some(key))
    }

    fn finish(&mut self) -> Read<()> {
        if self.place == Place::Inside && self.json.eat(b"}") {
            return Ok(());
        }
        while let Some(key) = self.next_key()? {
            self.json.raw().map_err(|e| e.in_key(&key))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Read<(i64, Option<String>, bool)> {
        RowReader::object(&mut JsonReader::new(text.as_bytes()), |r| {
            Ok((r.get("id")?, r.get("name")?, r.get("done")?))
        })
    }

    #[test]
    fn order_white_space_and_extra_keys_do_not_matter() {
        let expected = Ok((1, Some("x".to_owned()), true));
        assert_eq!(read(r#"{"id":1,"name":"x","done":true}"#), expected);
        assert_eq!(read(r#"{ "id" : 1 , "name" : "x", "done": true }"#), expected);
        assert_eq!(read(r#"{"done":true,"name":"x","id":1}"#), expected);
        assert_eq!(
            read(r#"{"h0":{"a":[1,"}"]},"id":1,"name":"x","more":{},"done":true,"last":[]}"#),
            expected
        );
        assert_eq!(read(r#"{"i\u0064":1,"name":"x","done":true}"#), expected);
    }

    #[test]
    fn a_missing_key_is_null_or_an_error() {
        assert_eq!(read(r#"{"id":1,"done":false}"#), Ok((1, None, false)));
        let e = read(r#"{"name":"x","done":false}"#).unwrap_err();
        assert_eq!((e.path(), e.message()), ("id", "missing in the answer"));
        assert_eq!(read("{}").unwrap_err().path(), "id");
    }

    #[test]
    fn broken_rows_are_errors() {
        for text in
            [r#"{"id":1,"name":"x","done":true"#, r#"{"id":1 "name":"x"}"#, "[]", "", r#"{"id":1,}"#, "{"]
        {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
