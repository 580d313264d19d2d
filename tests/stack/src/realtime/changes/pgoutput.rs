//! The messages of `pgoutput`, PostgreSQL's own plugin of logical decoding, protocol version 1.

use std::{collections::BTreeMap, str};
use time::{
    Duration, OffsetDateTime,
    macros::{datetime, format_description},
};

/// What happened to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Insert,
    Update,
    Delete,
}

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }
}

/// A row in the texts of PostgreSQL, by column; those that the message does not have are missing.
pub(super) type Row = BTreeMap<String, Option<String>>;

/// A table as the stream describes it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Relation {
    pub(super) oid: u32,
    pub(super) schema: String,
    pub(super) name: String,
    /// with the type's oid, and whether it is of the replica identity
    pub(super) columns: Vec<(String, u32, bool)>,
}

impl Relation {
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.columns.iter().map(|(name, ..)| name)
    }
}

/// A change of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    pub(super) kind: Kind,
    pub(super) relation: Relation,
    pub(super) new: Option<Row>,
    pub(super) old: Option<Row>,
    /// microseconds since 2000
    committed: i64,
}

impl Change {
    /// `2026-01-01T00:00:00.000Z`
    pub(super) fn committed_at(&self) -> String {
        let time: OffsetDateTime = datetime!(2000-01-01 0:00 UTC) + Duration::microseconds(self.committed);
        let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
        time.format(form).unwrap_or_default()
    }
}

/// Reads the messages one after the other.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    relations: BTreeMap<u32, Relation>,
    committed: i64,
}

impl Decoder {
    /// A message; a change, if it is one. What is cut short is none.
    pub(super) fn read(&mut self, message: &[u8]) -> Option<Change> {
        let mut r = Reader(message);
        match r.u8()? {
            b'B' => {
                r.take(8)?;
                self.committed = r.i64()?;
                None
            }
            b'R' => {
                let relation = r.relation()?;
                self.relations.insert(relation.oid, relation);
                None
            }
            kind @ (b'I' | b'U' | b'D') => {
                let relation = self.relations.get(&r.u32()?)?.clone();
                let (mut new, mut old) = (None, None);
                while let Some(part) = r.u8() {
                    match part {
                        b'N' => new = Some(r.row(&relation, false)?),
                        // the key alone, or the whole row
                        b'K' => old = Some(r.row(&relation, true)?),
                        _ => old = Some(r.row(&relation, false)?),
                    }
                }
                let kind = match kind {
                    b'I' => Kind::Insert,
                    b'U' => Kind::Update,
                    _ => Kind::Delete,
                };
                Some(Change { kind, relation, new, old, committed: self.committed })
            }
            _ => None,
        }
    }
}

struct Reader<'m>(&'m [u8]);

impl<'m> Reader<'m> {
    fn take(&mut self, bytes: usize) -> Option<&'m [u8]> {
        let (taken, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    fn i64(&mut self) -> Option<i64> {
        self.array().map(i64::from_be_bytes)
    }

    fn text(&mut self) -> Option<String> {
        let end = self.0.iter().position(|byte| *byte == 0)?;
        let text = self.take(end)?;
        self.take(1)?;
        str::from_utf8(text).ok().map(str::to_owned)
    }

    fn relation(&mut self) -> Option<Relation> {
        let oid = self.u32()?;
        let (schema, name) = (self.text()?, self.text()?);
        let _identity = self.u8()?;
        let mut columns = Vec::new();
        for _ in 0..self.u16()? {
            let flags = self.u8()?;
            let (name, kind) = (self.text()?, self.u32()?);
            let _modifier = self.u32()?;
            columns.push((name, kind, flags & 1 == 1));
        }
        Some(Relation { oid, schema, name, columns })
    }

    /// A row; of the key alone, if only that is meant.
    fn row(&mut self, relation: &Relation, key_only: bool) -> Option<Row> {
        let columns = usize::from(self.u16()?);
        let mut row = Row::new();
        for (name, _, is_key) in relation.columns.iter().take(columns) {
            let value = match self.u8()? {
                b'n' => Some(None),
                // a large value that was not changed
                b'u' => None,
                _ => {
                    let length = usize::try_from(self.u32()?).ok()?;
                    Some(Some(str::from_utf8(self.take(length)?).ok()?.to_owned()))
                }
            };
            if let Some(value) = value.filter(|_| *is_key || !key_only) {
                row.insert(name.clone(), value);
            }
        }
        Some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation() -> Vec<u8> {
        let mut message = vec![b'R', 0, 0, 0, 9];
        message.extend_from_slice(b"public\0planets\0d\0\x02");
        message.extend_from_slice(b"\x01id\0\0\0\0\x14\xff\xff\xff\xff");
        message.extend_from_slice(b"\0name\0\0\0\0\x19\xff\xff\xff\xff");
        message
    }

    #[test]
    fn changes_are_read_with_what_is_known_of_the_old_row() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.read(&relation()), None);
        let begin = [&b"B\0\0\0\0\0\0\0\0"[..], &1_500_000_i64.to_be_bytes(), &[0; 4]].concat();
        assert_eq!(decoder.read(&begin), None);
        let update = decoder.read(b"U\0\0\0\x09K\0\x02t\0\0\0\x011nN\0\x02t\0\0\0\x012u").unwrap();
        assert_eq!(update.old, Some(Row::from([("id".to_owned(), Some("1".to_owned()))])));
        assert_eq!(update.new, Some(Row::from([("id".to_owned(), Some("2".to_owned()))])));
        assert_eq!(
            (update.kind.word(), update.committed_at().as_str()),
            ("UPDATE", "2000-01-01T00:00:01.500Z")
        );
        let insert = decoder.read(b"I\0\0\0\x09N\0\x02t\0\0\0\x011n").unwrap();
        assert_eq!(insert.new.unwrap()["name"], None);
        // cut short, or of a table that was not described
        assert_eq!(decoder.read(b"I\0\0\0\x09N\0\x02t\0\0"), None);
        assert_eq!(decoder.read(b"I\0\0\0\x08N\0\x02t\0\0\0\x011n"), None);
    }
}
