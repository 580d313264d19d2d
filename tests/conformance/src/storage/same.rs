//! Whether what was returned is what was recorded.

use crate::{auth::unwrapped, within::within};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use supabase_orm::{Error, error::ErrorKind};

/// Every member of the recorded result is in ours. What is null there may be absent, and ours may have more.
pub(crate) fn same(recorded: &Value, ours: &Value, base_url: &str) -> Result<(), String> {
    // a list over several pages
    let ours = ours.get("all").unwrap_or(ours);
    within("result", &named(&unwrapped(recorded)), ours, base_url, &allowed)
}

/// What the server answered is all in what was returned.
pub(crate) fn lost(answer: &Value, ours: &Value, base_url: &str) -> Result<(), String> {
    // bytes are their own result, and what is no more than true or a list of all pages has nothing to lose
    let whole = ours.is_boolean() || ours.get("$base64").is_some() || ours.get("all").is_some();
    // a signed address is relative there
    let of_signature = |v: &Value| v.get("signedURL").is_some() || v.get("url").is_some();
    let signed = of_signature(answer) || answer.get(0).is_some_and(of_signature);
    if whole || signed || ours.is_null() || ours.is_string() {
        return Ok(());
    }
    within("the answer", answer, ours, base_url, &allowed).map_err(|e| format!("lost: {e}"))
}

/// The names and tags of Python's classes, as the server has them.
fn named(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            for (tag, bytes) in [("bytes_base64", true), ("bytes_text", false)] {
                if let (Some(Value::String(text)), 1) = (map.get(tag), map.len()) {
                    return json!({"$base64": if bytes { text.clone() } else { STANDARD.encode(text) }});
                }
            }
            let of_index = map.contains_key("index_name");
            let name = |name: &str| {
                match name {
                    "index_name" => "indexName",
                    "bucket_name" => "vectorBucketName",
                    "data_type" => "dataType",
                    "distance_metric" => "distanceMetric",
                    "creation_time" => "creationTime",
                    "metadata" if of_index => "metadataConfiguration",
                    "non_filterable_metadata_keys" => "nonFilterableMetadataKeys",
                    other => other,
                }
                .to_owned()
            };
            map.iter().map(|(n, v)| (name(n), named(v))).collect()
        }
        Value::Array(items) => items.iter().map(named).collect(),
        other => other.clone(),
    }
}

fn allowed(at: &str, recorded: &Value, ours: &Value) -> bool {
    match (recorded, ours) {
        // the numbers of a vector, without the words around them
        (Value::Object(r), Value::Array(o)) if r.len() == 1 => r
            .get("float32")
            .and_then(Value::as_array)
            .is_some_and(|r| r.len() == o.len() && r.iter().zip(o).all(|(r, o)| r == o || allowed(at, r, o))),
        // doubled slashes of a path are none in the path of the object
        (Value::String(r), Value::String(o)) => at.ends_with(".path") && one_slash(r) == *o,
        (Value::Number(r), Value::Number(o)) => same_number(r, o),
        // the server writes seconds, ours and Python's a time
        (Value::Number(r), Value::String(o)) if at.ends_with(".creationTime") => {
            o.parse::<jiff::Timestamp>().is_ok_and(|time| r.as_i64() == Some(time.as_second()))
        }
        _ => false,
    }
}

/// Numbers of vectors have 32 bits.
#[expect(clippy::cast_possible_truncation, reason = "that is how they are compared")]
fn same_number(recorded: &serde_json::Number, ours: &serde_json::Number) -> bool {
    let both = (recorded.as_f64(), ours.as_f64());
    recorded == ours || matches!(both, (Some(r), Some(o)) if r as f32 == o as f32)
}

fn one_slash(path: &str) -> String {
    path.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

/// What an error of the official client for Storage says; `None` if it is none.
pub(crate) fn fields_of_error(exception: &Value) -> Option<&Value> {
    let class = exception.get("class").or_else(|| exception.get("type"))?.as_str()?;
    class.ends_with("StorageApiError").then(|| exception.get("fields").unwrap_or(exception))
}

/// Message, status, and the label or code, as far as the official client has them from the server.
pub(crate) fn same_error(fields: &Value, e: &Error) -> Result<(), String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let field = |name: &str, recorded: &str, ours: &str| {
        if recorded == ours {
            Ok(())
        } else {
            Err(format!("error {name}: recorded `{recorded}`, ours `{ours}`"))
        }
    };
    let status = e.status().map(|status| status.as_u16().to_string()).unwrap_or_default();
    field("status", &text(&fields["status"]), &status)?;
    let code = text(&fields["code"]);
    // it could not read the answer; ours may
    let message = text(&fields["message"]);
    if message.starts_with("Unable to parse error message") || code == "LibraryError" {
        return Ok(());
    }
    let ErrorKind::Storage(refusal) = e.kind() else {
        return Err(format!("error: recorded {fields}, ours {e:?}"));
    };
    field("message", &message, &refusal.message)?;
    let ours = [refusal.error.as_deref(), refusal.code.as_ref().map(|code| code.as_str())];
    // Python's word where the server has none
    if code == "400" && ours == [None, None] {
        return Ok(());
    }
    if ours.contains(&Some(code.as_str())) {
        return Ok(());
    }
    Err(format!("error code: recorded `{code}`, ours {ours:?}"))
}
