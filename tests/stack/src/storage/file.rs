//! Uploads whose payload is the file.

use super::{call::Call, object::Parts, refusal::Refusal, upload::Gate};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::sync::Arc;

/// The type without its parameters.
pub(super) fn essence(kind: &str) -> &str {
    kind.split(';').next().unwrap_or_default().trim()
}

fn or<'a>(given: &'a str, default: &'a str) -> &'a str {
    if given.is_empty() { default } else { given }
}

pub(super) async fn receive(gate: &Gate<'_>, call: &mut Call) -> Result<Parts, Refusal> {
    let content_type = or(essence(call.header("content-type")), "application/octet-stream").to_owned();
    gate.check(&content_type)?;
    // one that does not say its length is not held to any
    if call.number("content-length").is_some_and(|length| length > gate.limit()) {
        return Err(Refusal::too_large());
    }
    let mut sink = gate.shared.sink().await?;
    while let Some(chunk) = call.payload.next().await {
        sink.write(&chunk?).await?;
    }
    Ok(Parts {
        content: Arc::new(sink.finish().await?),
        content_type,
        cache_control: or(call.header("cache-control"), "no-cache").to_owned(),
        metadata: metadata(STANDARD.decode(call.header("x-metadata")).ok()),
        robots: call.header("x-robots-tag").to_owned(),
    })
}

/// What is no JSON is dropped without a word.
pub(super) fn metadata(text: Option<Vec<u8>>) -> Value {
    text.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_else(|| json!({}))
}
