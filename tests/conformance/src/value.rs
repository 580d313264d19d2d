//! Values of the cases: JSON, and tagged values that JSON has not.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use std::collections::BTreeMap;

/// Tags become what a Rust program would pass: text in the form of its type, bytes as they are.
pub(crate) fn untagged(value: &Value) -> Value {
    match value {
        Value::Object(map) if map.len() == 1 => {
            let (tag, inner) = map.iter().next().unwrap_or_else(|| unreachable_pair());
            match tag.as_str() {
                "$timestamp" | "$date" | "$uuid" | "$decimal" => inner.clone(),
                "$bytes" => inner.as_str().map_or(Value::Null, |b64| bytes(b64).into()),
                _ => Value::Object(map.iter().map(|(k, v)| (k.clone(), untagged(v))).collect()),
            }
        }
        Value::Object(map) => Value::Object(map.iter().map(|(k, v)| (k.clone(), untagged(v))).collect()),
        Value::Array(items) => Value::Array(items.iter().map(untagged).collect()),
        other => other.clone(),
    }
}

/// The same with the tokens and keys of `keys.json` that it names.
pub(crate) fn with_keys(value: &Value, keys: &BTreeMap<String, Value>) -> Value {
    match value.get("$key").and_then(Value::as_str) {
        Some(name) => keys.get(name).cloned().unwrap_or_default(),
        None => untagged(value),
    }
}

#[expect(clippy::unreachable, reason = "the map has one entry")]
fn unreachable_pair() -> ! {
    unreachable!("one entry")
}

fn bytes(b64: &str) -> String {
    String::from_utf8_lossy(&STANDARD.decode(b64).unwrap_or_default()).into_owned()
}
