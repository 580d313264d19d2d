//! What a function refuses with.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use std::fmt;

/// A function answered with an error, or it was not reached. `Debug` shows neither headers nor body.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FunctionError {
    /// The function was not reached or broke down: what runs it answers. Else the function itself does.
    pub relay: bool,
    /// The status; with `relay` it may be any.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as it came.
    pub body: Bytes,
}

impl FunctionError {
    /// What the body says, where it is text, or JSON with a text as its `error`, `message` or `msg`.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        let Ok(json) = self.json::<serde_json::Value>() else {
            let text = std::str::from_utf8(&self.body).ok()?.trim();
            return (!text.is_empty()).then(|| text.to_owned());
        };
        match &json {
            serde_json::Value::Object(map) => {
                let texts =
                    ["error", "message", "msg"].into_iter().filter_map(|name| map.get(name)?.as_str());
                texts.map(str::to_owned).next()
            }
            other => Some(other.to_string()),
        }
    }

    /// The body, read as JSON.
    ///
    /// # Errors
    /// When it is no JSON, or none that fits `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }
}

/// How much of a message is shown.
const SHOWN: usize = 300;

impl fmt::Display for FunctionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = if self.relay { "the function was not reached" } else { "the function answered" };
        write!(f, "{who}: {}", self.status)?;
        match self.message() {
            Some(text) => write!(f, ": {}", text.chars().take(SHOWN).collect::<String>()),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for FunctionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FunctionError")
            .field("relay", &self.relay)
            .field("status", &self.status)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}
