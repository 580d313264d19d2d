//! Every fault of a document, not the first alone: each table, column and function is read on its own.

use crate::Error;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// More than these are of one cause.
const MOST: usize = 20;

/// All faults, if they can be told apart by their parts.
pub(super) fn all<T: DeserializeOwned>(place: &str, bytes: &[u8]) -> Option<Error> {
    let Value::Object(whole) = serde_json::from_slice(bytes).ok()? else { return None };
    // what is left when every list is empty must be right, else each part would tell of it again
    let empty: Map<String, Value> = whole.iter().map(|(key, value)| (key.clone(), emptied(value))).collect();
    fault::<T>(&empty).map_or(Some(()), |_| None)?;
    let mut faults = Vec::new();
    for (key, value) in &whole {
        for (own_place, part) in parts(key, value) {
            let alone =
                empty.iter().map(|(k, v)| (k.clone(), if k == key { part.clone() } else { v.clone() }));
            if let Some((path, message)) = fault::<T>(&alone.collect()) {
                let path = path.replacen(&format!("{key}[0]"), &own_place, 1);
                faults.push(Error::document(format!("{place}: {path}"), message));
            }
        }
    }
    if let Some(more) = faults.len().checked_sub(MOST).filter(|more| *more > 0) {
        faults.truncate(MOST);
        faults.push(Error::document(place, format!("has {more} more faults like these")));
    }
    Error::all(faults).err()
}

fn emptied(value: &Value) -> Value {
    match value {
        Value::Array(_) => Value::Array(Vec::new()),
        Value::Object(_) => Value::Object(Map::new()),
        other => other.clone(),
    }
}

/// A list or a table of one part each, with the place of the part.
fn parts(key: &str, value: &Value) -> Vec<(String, Value)> {
    match value {
        Value::Array(all) => {
            let one = |(n, part): (usize, &Value)| (format!("{key}[{n}]"), Value::Array(vec![part.clone()]));
            all.iter().enumerate().map(one).collect()
        }
        Value::Object(all) => {
            let one = |(name, part): (&String, &Value)| {
                (key.to_owned(), Value::Object(Map::from_iter([(name.clone(), part.clone())])))
            };
            all.iter().map(one).collect()
        }
        _ => Vec::new(),
    }
}

fn fault<T: DeserializeOwned>(document: &Map<String, Value>) -> Option<(String, String)> {
    let text = serde_json::to_vec(document).ok()?;
    let mut json = serde_json::Deserializer::from_slice(&text);
    let fault = serde_path_to_error::deserialize::<_, T>(&mut json).err()?;
    // the line and column of the part alone would lead astray
    let message = fault.inner().to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    Some((fault.path().to_string(), message))
}
