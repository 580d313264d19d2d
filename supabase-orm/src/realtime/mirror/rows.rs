//! The rows of a mirror, by their primary keys.

use super::Step;
use crate::{
    Result,
    error::{Error, ErrorKind, RealtimeError},
    json::{JsonReader, ReadError, RowReader},
    read,
    realtime::changes::{ChangeEvent, RawChange},
    rest::literal,
    schema::Table,
    select::{SelectWriter, Selection},
};
use std::{collections::HashMap, marker::PhantomData, sync::Arc};

/// A primary key: the texts of its columns.
type Key = Box<str>;

/// A row and its key.
pub(super) struct Keyed<T> {
    key: Key,
    row: T,
}

/// Selects whole rows with their keys.
pub(super) struct WithKey<T>(PhantomData<fn() -> T>);

impl<T> Default for WithKey<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T: Table> Selection<T> for WithKey<T> {
    type Row = Keyed<T>;
    fn write(&self, w: &mut SelectWriter) {
        w.list(T::SELECT);
    }
    fn read(&self, r: &mut JsonReader<'_>) -> Result<Keyed<T>, ReadError> {
        let raw = r.raw()?;
        let key = key::<T>(raw)?.ok_or_else(|| ReadError::new("a row without its primary key"))?;
        read::row(&mut JsonReader::new(raw)).map(|row| Keyed { key, row })
    }
}

/// The key of a row; `None` if a column of it is missing.
fn key<T: Table>(row: &[u8]) -> Result<Option<Key>, ReadError> {
    RowReader::object(&mut JsonReader::new(row), |row| {
        let mut key = String::new();
        for (i, column) in T::PRIMARY_KEY.iter().enumerate() {
            let Some(raw) = row.find(column)? else { return Ok(None) };
            if i > 0 {
                key.push('\u{1f}');
            }
            let mut value = JsonReader::new(raw);
            // texts may be escaped in two ways
            if value.at_string() {
                key.push_str(&value.str().map_err(|e| e.in_key(column))?);
            } else {
                key.push_str(&String::from_utf8_lossy(raw));
            }
        }
        Ok(Some(key.into()))
    })
}

/// The key of a table whose primary key is one column, as it stands in a row.
pub(super) fn key_text<T: crate::schema::Keyed>(key: &T::Key) -> String {
    literal::changes_value(key)
}

/// What applying a change came to.
pub(super) enum Applied<T> {
    Steps(Vec<Step<T>>),
    /// the change did not come whole: the table is to be read
    Partial,
}

/// The rows of a mirror.
pub(super) struct Rows<T>(HashMap<Key, Arc<T>>);

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> Rows<T> {
    pub(super) fn new(rows: Vec<Keyed<T>>) -> Self {
        Self(rows.into_iter().map(|Keyed { key, row }| (key, Arc::new(row))).collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<T>> {
        self.0.values()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, key: &str) -> Option<&Arc<T>> {
        self.0.get(key)
    }
}

impl<T: Table> Rows<T> {
    /// A change, whether it is in the rows already or not.
    pub(super) fn apply(&mut self, change: &RawChange) -> Result<Applied<T>> {
        let parts = match change.parts() {
            Ok(parts) => parts,
            Err(e) if matches!(e.kind(), ErrorKind::Realtime(RealtimeError::Change { .. })) => {
                return Ok(Applied::Partial);
            }
            Err(e) => return Err(e),
        };
        let fault = |e: ReadError| Error::new(ErrorKind::Decode(e));
        let old = parts.old_record.as_deref().map(key::<T>).transpose().map_err(fault)?.flatten();
        if change.event == ChangeEvent::Delete {
            return Ok(match old {
                Some(key) => Applied::Steps(self.0.remove(&key).map(Step::Delete).into_iter().collect()),
                None => Applied::Partial,
            });
        }
        let Some(record) = parts.record.as_deref() else { return Ok(Applied::Partial) };
        let Some(key) = key::<T>(record).map_err(fault)? else { return Ok(Applied::Partial) };
        let row = read::row_if_whole::<T>(&mut JsonReader::new(record)).map_err(fault)?;
        let Some(row) = row.map(Arc::new) else { return Ok(Applied::Partial) };
        let mut steps = Vec::with_capacity(1);
        if let Some(moved) = old.filter(|old| *old != key) {
            steps.extend(self.0.remove(&moved).map(Step::Delete));
        }
        steps.push(match self.0.insert(key, row.clone()) {
            Some(old) => Step::Update { old, new: row },
            None => Step::Insert(row),
        });
        Ok(Applied::Steps(steps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::Planet;

    fn change(json: &str) -> RawChange {
        let payload = format!(r#"{{"ids":[1],"data":{json}}}"#);
        RawChange::decode(&payload.into()).unwrap().1
    }

    fn kinds(rows: &mut Rows<Planet>, json: &str) -> String {
        match rows.apply(&change(json)).unwrap() {
            Applied::Partial => "partial".into(),
            Applied::Steps(steps) => {
                let kind = |step: &Step<Planet>| match step {
                    Step::Reset => "reset",
                    Step::Insert(_) => "insert",
                    Step::Update { .. } => "update",
                    Step::Delete(_) => "delete",
                };
                steps.iter().map(kind).collect::<Vec<_>>().join("+")
            }
        }
    }

    const HEAD: &str =
        r#""schema":"public","table":"planets","commit_timestamp":"2026-01-01T00:00:00Z","errors":null"#;

    const REST: &str = r#""name":"a","kind":"gas","moons":null,"data":null"#;

    #[test]
    fn a_change_that_comes_twice_is_one_and_a_key_may_change() {
        let mut rows = Rows::default();
        let insert = format!(r#"{{{HEAD},"type":"INSERT","record":{{"id":1,{REST}}}}}"#);
        assert_eq!(kinds(&mut rows, &insert), "insert");
        assert_eq!(kinds(&mut rows, &insert), "update");
        let moved =
            format!(r#"{{{HEAD},"type":"UPDATE","record":{{"id":2,{REST}}},"old_record":{{"id":1}}}}"#);
        assert_eq!(kinds(&mut rows, &moved), "delete+insert");
        let delete = format!(r#"{{{HEAD},"type":"DELETE","old_record":{{"id":2}}}}"#);
        assert_eq!(kinds(&mut rows, &delete), "delete");
        assert_eq!(kinds(&mut rows, &delete), "");
        assert_eq!(rows.len(), 0);
    }

    #[test]
    fn what_did_not_come_whole_makes_it_read_again() {
        let mut rows = Rows::default();
        let no_data = r#"{"id":2,"name":"a","kind":"gas","moons":1}"#;
        let unchanged = format!(r#"{{{HEAD},"type":"UPDATE","record":{no_data},"old_record":{{"id":2}}}}"#);
        assert_eq!(kinds(&mut rows, &unchanged), "partial");
        let too_large = r#"{"schema":"public","table":"planets","commit_timestamp":"","type":"INSERT","record":{},"errors":["Error 413: Payload Too Large"]}"#;
        assert_eq!(kinds(&mut rows, too_large), "partial");
        let no_key = format!(r#"{{{HEAD},"type":"DELETE","old_record":{{}}}}"#);
        assert_eq!(kinds(&mut rows, &no_key), "partial");
    }
}
