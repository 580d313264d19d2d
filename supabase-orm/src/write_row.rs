//! Rows into JSON: one table-driven `Serialize` instead of generic code for every table.

use crate::value::{Assign, Sink};
use serde::{Serialize, Serializer, ser::Error as _, ser::SerializeMap, ser::SerializeSeq};
use serde_json::value::RawValue;
use std::{fmt::Arguments, marker::PhantomData};

/// `Serialize` of rows, for generated code. A key of `..` flattens its value (rows of `select!(*, ..)`).
///
/// # Errors
/// Those of the serializer and of the values.
pub fn ser_row<S: Serializer>(
    s: S,
    cells: &[(&'static str, &dyn erased_serde::Serialize)],
) -> Result<S::Ok, S::Error> {
    let mut map = s.serialize_map(None)?;
    for (key, value) in cells {
        if *key == ".." {
            flatten::<S>(&mut map, *value)?;
        } else {
            map.serialize_entry(key, value)?;
        }
    }
    map.end()
}

/// The fields stay raw, so that no digit is lost on the way.
fn flatten<S: Serializer>(
    map: &mut S::SerializeMap,
    value: &dyn erased_serde::Serialize,
) -> Result<(), S::Error> {
    let text = serde_json::to_string(value).map_err(S::Error::custom)?;
    let fields = serde_json::Deserializer::from_str(&text);
    let fields: Vec<(String, Box<RawValue>)> = fields_of(fields).map_err(S::Error::custom)?;
    fields.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))
}

fn fields_of<'a>(
    mut d: serde_json::Deserializer<serde_json::de::StrRead<'a>>,
) -> serde_json::Result<Vec<(String, Box<RawValue>)>> {
    struct Fields;
    impl<'de> serde::de::Visitor<'de> for Fields {
        type Value = Vec<(String, Box<RawValue>)>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a row")
        }
        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut fields = Vec::new();
            while let Some(field) = map.next_entry()? {
                fields.push(field);
            }
            Ok(fields)
        }
    }
    serde::Deserializer::deserialize_map(&mut d, Fields)
}

/// A value in the form of its column, for `Serialize`: `bytea`, ranges, dates, floats.
#[derive(Debug)]
pub struct AsColumn<'v, S, V>(&'v V, PhantomData<fn() -> S>);

/// A value that serializes in the form of its column; for generated code.
pub fn as_column<S, V: Assign<S>>(value: &V) -> AsColumn<'_, S, V> {
    AsColumn(value, PhantomData)
}

impl<S, V: Assign<S>> Serialize for AsColumn<'_, S, V> {
    fn serialize<Z: Serializer>(&self, s: Z) -> Result<Z::Ok, Z::Error> {
        let mut tree = Tree::default();
        self.0.assign(&mut tree);
        tree.root.serialize(s)
    }
}

/// A value while it is put: arrays may nest.
#[derive(Default)]
struct Tree {
    root: Cell,
    open: Vec<Vec<Cell>>,
}

#[derive(Default)]
enum Cell {
    #[default]
    Null,
    Text(String),
    Json(Result<Box<RawValue>, serde_json::Error>),
    List(Vec<Self>),
}

impl Tree {
    fn add(&mut self, cell: Cell) {
        match self.open.last_mut() {
            Some(list) => list.push(cell),
            None => self.root = cell,
        }
    }
}

impl Sink for Tree {
    fn text(&mut self, text: &str) {
        self.add(Cell::Text(text.to_owned()));
    }
    fn display(&mut self, text: Arguments<'_>) {
        self.add(Cell::Text(text.to_string()));
    }
    fn bare(&mut self, literal: Arguments<'_>) {
        self.add(Cell::Json(RawValue::from_string(literal.to_string())));
    }
    fn null(&mut self) {
        self.add(Cell::Null);
    }
    fn open(&mut self) {
        self.open.push(Vec::new());
    }
    fn next(&mut self) {}
    fn close(&mut self) {
        let list = self.open.pop().unwrap_or_default();
        self.add(Cell::List(list));
    }
    fn json(&mut self, value: &dyn erased_serde::Serialize) {
        self.add(Cell::Json(serde_json::value::to_raw_value(value)));
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => s.serialize_none(),
            Self::Text(text) => s.serialize_str(text),
            Self::Json(Ok(json)) => json.serialize(s),
            Self::Json(Err(e)) => Err(S::Error::custom(e)),
            Self::List(cells) => {
                let mut seq = s.serialize_seq(Some(cells.len()))?;
                cells.iter().try_for_each(|cell| seq.serialize_element(cell))?;
                seq.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::{Nullable, PgArray, PgBytea, PgFloat8};

    #[test]
    fn values_keep_the_form_of_their_column() {
        let json = |v: &dyn erased_serde::Serialize| serde_json::to_string(v).unwrap();
        assert_eq!(json(&as_column::<PgFloat8, _>(&f64::NAN)), "\"NaN\"");
        assert_eq!(json(&as_column::<PgFloat8, _>(&1e300)), "1e300");
        assert_eq!(json(&as_column::<Nullable<PgBytea>, _>(&Some(vec![0_u8, 255]))), r#""\\x00ff""#);
        assert_eq!(json(&as_column::<Nullable<PgBytea>, _>(&None::<Vec<u8>>)), "null");
        let nested = vec![Some(1.5), None];
        assert_eq!(json(&as_column::<PgArray<Nullable<PgFloat8>>, _>(&nested)), "[1.5,null]");
    }
}
