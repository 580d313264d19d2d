//! A request, taken apart.

use super::{key, payload::Payload, tus};
use axum::{
    body::Body,
    http::{HeaderMap, request::Parts},
};
use url::form_urlencoded;

/// One request.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) method: String,
    /// As it was sent, percent-encoded.
    pub(super) path: String,
    pub(super) path_and_query: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    pub(super) payload: Payload,
}

impl Call {
    pub(super) fn new(parts: Parts, body: Body) -> Self {
        let query = parts.uri.query().unwrap_or_default();
        Self {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            path_and_query: parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
            query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            headers: parts.headers,
            payload: Payload::new(body),
        }
    }

    /// The text stands in method, path and query, or in a header; ids of uploads are read as what they are of.
    pub(super) fn holds(&self, text: &str) -> bool {
        let path = match self.path.rsplit_once('/') {
            Some((before, id)) if before.starts_with("/upload/resumable") => {
                format!("{before}/{}", tus::named(id).unwrap_or_default())
            }
            _ => key::decoded(&self.path),
        };
        let query = self.query.iter().any(|(_, value)| value.contains(text));
        let header = |value: &axum::http::HeaderValue| value.to_str().is_ok_and(|value| value.contains(text));
        format!("{} {path}", self.method).contains(text) || query || self.headers.values().any(header)
    }

    pub(super) fn is_head(&self) -> bool {
        self.method == "HEAD"
    }

    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| &**value)
    }

    /// `""` if there is none.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.header(name).parse().ok()
    }

    /// What is there may be replaced; nothing but `true` says so.
    pub(super) fn is_upsert(&self) -> bool {
        self.header("x-upsert") == "true"
    }
}
