//! How this server tells of its troubles.

use super::answer::{Answer, Content};
use crate::fault::PAGE;
use serde_json::json;

/// The error of a server in trouble.
pub(super) fn status(status: u16) -> Answer {
    let code = if status == 429 { "over_request_rate_limit" } else { "unexpected_failure" };
    let body = json!({"code": code, "message": "a fault that a test asked for"});
    let answer = Answer { status, headers: Vec::new(), content: Content::Json(body) };
    answer.with("x-sb-error-code", code).with("x-supabase-api-version", "2024-01-01")
}

/// What a gateway says about a server in trouble.
pub(super) fn html(status: u16) -> Answer {
    Answer { status, headers: Vec::new(), content: Content::Html(PAGE.to_owned()) }
}
