//! Whether every member of a recorded value is in ours; ours may have more.

use crate::{
    auth::{same_time, secret_of_flow},
    compare::{decoded, pairs},
};
use serde_json::Value;

/// What a service lets differ: where, what was recorded, and ours (null if it is absent).
pub(crate) type Allowed<'a> = &'a dyn Fn(&str, &Value, &Value) -> bool;

pub(crate) fn within(
    at: &str,
    recorded: &Value,
    ours: &Value,
    base_url: &str,
    allowed: Allowed<'_>,
) -> Result<(), String> {
    if recorded == ours || allowed(at, recorded, ours) {
        return Ok(());
    }
    match (recorded, ours) {
        (Value::Object(r), Value::Object(o)) => r.iter().try_for_each(|(name, value)| {
            let ours = o.get(name).unwrap_or(&Value::Null);
            within(&format!("{at}.{name}"), value, ours, base_url, allowed)
        }),
        (Value::Array(r), Value::Array(o)) if r.len() == o.len() => r
            .iter()
            .zip(o)
            .enumerate()
            .try_for_each(|(n, (r, o))| within(&format!("{at}[{n}]"), r, o, base_url, allowed)),
        (Value::String(r), Value::String(o)) if same_text(r, o, base_url) => Ok(()),
        _ => Err(format!("{at}: recorded {recorded}, ours {ours}")),
    }
}

fn same_text(recorded: &str, ours: &str, base_url: &str) -> bool {
    let placed = recorded.replace("{{base_url}}", base_url).replace("http://{{base_host}}", base_url);
    let is_url = placed.starts_with("http://") || placed.starts_with("https://");
    placed == ours || same_time(recorded, ours) || (is_url && same_url(&placed, ours))
}

/// Path and pairs; secrets of flows by their form.
fn same_url(recorded: &str, ours: &str) -> bool {
    let split = |url: &str| {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let mut all = pairs(query);
        all.sort();
        (decoded(path), all)
    };
    let ((path, recorded), (our_path, ours)) = (split(recorded), split(ours));
    let same = |((n, v), (m, w)): (&(String, String), &(String, String))| {
        n == m && (v == w || secret_of_flow(n, v, w))
    };
    path == our_path && recorded.len() == ours.len() && recorded.iter().zip(&ours).all(same)
}
