//! What the server is told of an upload before its first byte.

use base64::{Engine as _, prelude::BASE64_STANDARD};

pub(super) struct Metadata<'a> {
    pub(super) bucket: &'a str,
    pub(super) path: &'a str,
    pub(super) content_type: &'a str,
    pub(super) cache_control: &'a str,
    pub(super) metadata: Option<String>,
}

impl Metadata<'_> {
    /// Name and value in Base64, pair by pair.
    pub(super) fn encoded(&self) -> String {
        let mut pairs = vec![
            ("bucketName", self.bucket),
            ("objectName", self.path),
            ("contentType", self.content_type),
            ("cacheControl", self.cache_control),
        ];
        if let Some(metadata) = &self.metadata {
            pairs.push(("metadata", metadata));
        }
        let pair = |(name, value): &(&str, &str)| format!("{name} {}", BASE64_STANDARD.encode(value));
        pairs.iter().map(pair).collect::<Vec<_>>().join(",")
    }
}
