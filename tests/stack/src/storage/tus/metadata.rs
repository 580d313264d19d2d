//! The header `upload-metadata`.

use crate::storage::file::essence;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

/// What is said about an upload: names and values, in their order.
#[derive(Debug, Clone)]
pub(super) struct Metadata(Vec<(String, String)>);

impl Metadata {
    /// Names with values in base64, separated by commas. What caches are told is a number of seconds, or nothing.
    pub(super) fn read(header: &str) -> Self {
        let pair = |pair: &str| {
            let (name, value) = pair.trim().split_once(' ').unwrap_or((pair, ""));
            let value = STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            (name.to_owned(), value.unwrap_or_default())
        };
        let mut pairs: Vec<_> = header.split(',').map(pair).collect();
        let cache = |seconds: &str| {
            let is_number = !seconds.is_empty() && seconds.bytes().all(|b| b.is_ascii_digit());
            if is_number { format!("max-age={seconds}") } else { "no-cache".to_owned() }
        };
        match pairs.iter_mut().find(|(name, _)| name == "cacheControl") {
            Some((_, value)) => *value = cache(value),
            None => pairs.push(("cacheControl".to_owned(), cache(""))),
        }
        Self(pairs)
    }

    pub(super) fn write(&self) -> String {
        let pair = |(name, value): &(String, String)| format!("{name} {}", STANDARD.encode(value));
        self.0.iter().map(pair).collect::<Vec<_>>().join(",")
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(of, _)| of == name).map(|(_, value)| &**value)
    }

    pub(super) fn bucket(&self) -> &str {
        self.get("bucketName").unwrap_or_default()
    }

    pub(super) fn key(&self) -> &str {
        self.get("objectName").unwrap_or_default()
    }

    /// `None` if nothing is said.
    pub(super) fn kind(&self) -> Option<&str> {
        self.get("contentType").map(essence)
    }

    pub(super) fn content_type(&self) -> String {
        self.kind().unwrap_or("application/octet-stream").to_owned()
    }

    pub(super) fn cache_control(&self) -> String {
        self.get("cacheControl").unwrap_or_default().to_owned()
    }

    /// Null where there is none, or what is no JSON.
    pub(super) fn of_user(&self) -> Value {
        self.get("metadata").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }
}
