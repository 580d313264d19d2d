//! A recorded conversation.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) exchanges: Vec<Exchange>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Exchange {
    pub(crate) request: Request,
    /// `None` if the client broke the connection.
    pub(crate) response: Option<Response>,
    /// What differs in every run, by its path in the body: of what kind it is.
    #[serde(default)]
    pub(crate) volatile: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) body: Option<Bytes>,
    #[serde(default)]
    pub(crate) multipart: Option<Form>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Form {
    boundary: String,
    parts: Vec<Part>,
}

#[derive(Debug, Deserialize)]
struct Part {
    headers: BTreeMap<String, String>,
    body: Bytes,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) json: Option<Value>,
    #[serde(flatten)]
    pub(crate) bytes: Bytes,
}

/// Bytes as they were recorded.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Bytes {
    text: Option<String>,
    base64: Option<String>,
    /// Of bytes that were not kept.
    pub(crate) length: Option<usize>,
}

impl Bytes {
    /// Those that were not kept are zeros.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        match self {
            Self { text: Some(text), .. } => text.clone().into_bytes(),
            Self { base64: Some(text), .. } => STANDARD.decode(text).unwrap(),
            Self { length, .. } => vec![0; length.unwrap_or(0)],
        }
    }
}

impl Request {
    pub(crate) fn payload(&self) -> Vec<u8> {
        match (&self.multipart, &self.body) {
            (Some(form), _) => form.bytes(),
            (None, Some(body)) => body.bytes(),
            (None, None) => Vec::new(),
        }
    }
}

impl Form {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for part in &self.parts {
            bytes.extend(format!("--{}\r\n", self.boundary).into_bytes());
            for (name, value) in &part.headers {
                bytes.extend(format!("{name}: {value}\r\n").into_bytes());
            }
            bytes.extend(b"\r\n");
            bytes.extend(part.body.bytes());
            bytes.extend(b"\r\n");
        }
        bytes.extend(format!("--{}--\r\n", self.boundary).into_bytes());
        bytes
    }
}
