//! Whether what was returned is what was recorded.

use super::shape::unwrapped;
use crate::within::within;
use serde_json::Value;

/// Every member of the recorded result is in ours. What is null there may be absent, and ours may have more.
pub(crate) fn same(recorded: &Value, ours: &Value, base_url: &str) -> Result<(), String> {
    let mut recorded = unwrapped(recorded);
    // header and signature of a token are no result of verifying it
    if let Some(claims) = recorded.get("claims") {
        recorded = serde_json::json!({"claims": claims});
    }
    within("result", &recorded, ours, base_url, &allowed)
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
    within("the answer", answer, place, "", &allowed).map_err(|e| format!("lost: {e}"))
}

/// The server never sends `is_sso_user`: it is the default of Python's class. What is null there may be an empty text or list.
fn allowed(at: &str, recorded: &Value, ours: &Value) -> bool {
    match (recorded, ours) {
        (Value::Bool(false), Value::Null) => at.ends_with(".is_sso_user"),
        (Value::Null, Value::String(text)) => text.is_empty(),
        (Value::Null, Value::Array(items)) => items.is_empty(),
        _ => false,
    }
}
