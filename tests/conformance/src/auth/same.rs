//! Whether what was returned is what was recorded.

use super::shape::{same_time, secret_of_flow, unwrapped};
use crate::compare::{decoded, pairs};
use serde_json::Value;

/// Every member of the recorded result is in ours. What is null there may be absent, and ours may have more.
pub(crate) fn same(recorded: &Value, ours: &Value, base_url: &str) -> Result<(), String> {
    let mut recorded = unwrapped(recorded);
    // header and signature of a token are no result of verifying it
    if let Some(claims) = recorded.get("claims") {
        recorded = serde_json::json!({"claims": claims});
    }
    within("result", &recorded, ours, base_url)
}

/// What the server answered is all in what was returned.
pub(crate) fn lost(answer: &Value, ours: &Value) -> Result<(), String> {
    let places = [Some(ours), ours.get("session").filter(|s| s.is_object()), ours.get("user")];
    let is_session = answer.get("access_token").is_some();
    let is_user = answer.get("id").is_some() && answer.get("aud").is_some();
    let link = answer.get("action_link").is_some();
    if link || !(is_session || is_user) {
        return Ok(());
    }
    let fits = |place: &&Value| place.get(if is_session { "access_token" } else { "aud" }).is_some();
    let Some(place) = places.into_iter().flatten().find(fits) else { return Ok(()) };
    within("the answer", answer, place, "").map_err(|e| format!("lost: {e}"))
}

fn within(at: &str, recorded: &Value, ours: &Value, base_url: &str) -> Result<(), String> {
    let differs = || Err(format!("{at}: recorded {recorded}, ours {ours}"));
    match (recorded, ours) {
        (Value::Object(r), Value::Object(o)) => r.iter().try_for_each(|(name, value)| match o.get(name) {
            // the server never sends it: it is the default of Python's class
            None if name == "is_sso_user" && value == false => Ok(()),
            ours => within(&format!("{at}.{name}"), value, ours.unwrap_or(&Value::Null), base_url),
        }),
        (Value::Array(r), Value::Array(o)) if r.len() == o.len() => r
            .iter()
            .zip(o)
            .enumerate()
            .try_for_each(|(n, (r, o))| within(&format!("{at}[{n}]"), r, o, base_url)),
        (Value::String(r), Value::String(o)) => {
            let placed = r.replace("{{base_url}}", base_url);
            if &placed == o || same_time(r, o) || (at.ends_with(".url") && same_url(&placed, o)) {
                return Ok(());
            }
            differs()
        }
        // the member may be absent, or a text or list that is empty
        (Value::Null, Value::Null) => Ok(()),
        (Value::Null, Value::String(text)) if text.is_empty() => Ok(()),
        (Value::Null, Value::Array(items)) if items.is_empty() => Ok(()),
        _ if recorded == ours => Ok(()),
        _ => differs(),
    }
}

/// Path and pairs; the challenge by its form.
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
