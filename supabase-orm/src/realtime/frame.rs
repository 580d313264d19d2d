//! Phoenix frames: what goes over the socket, in both versions of the protocol.
//!
//! Frames are cut out of the message they came in: payloads share its bytes and are decoded by whoever reads the stream.

mod binary;
mod v1;
mod v2;

use super::{Protocol, transport::SocketMessage};
use crate::{error::RealtimeError, json::ReadError};
use bytes::Bytes;

/// What the server says.
#[derive(Debug, PartialEq)]
pub(super) struct Incoming {
    pub(super) join_ref: Option<u64>,
    pub(super) reference: Option<u64>,
    pub(super) topic: Topic,
    pub(super) event: Event,
    pub(super) payload: Bytes,
}

/// A text within the bytes of a message.
#[derive(Debug, PartialEq, Eq, Clone)]
pub(super) enum Topic {
    Shared(Bytes),
    Unescaped(String),
}

impl Topic {
    /// `text` is a part of `whole`, unless it had escapes.
    pub(super) fn within(whole: &Bytes, text: std::borrow::Cow<'_, str>) -> Self {
        match text {
            std::borrow::Cow::Borrowed(text) => Self::Shared(whole.slice_ref(text.as_bytes())),
            std::borrow::Cow::Owned(text) => Self::Unescaped(text),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            // it was checked when it was read
            Self::Shared(bytes) => std::str::from_utf8(bytes).unwrap_or_default(),
            Self::Unescaped(text) => text,
        }
    }
}

/// What a frame is about.
#[derive(Debug, PartialEq)]
pub(super) enum Event {
    Reply,
    Close,
    Error,
    System,
    Changes,
    PresenceState,
    PresenceDiff,
    /// the payload is `{"event", "payload", "meta"}`
    Broadcast,
    /// the payload is the broadcast's own
    UserBroadcast(UserBroadcast),
    Other,
}

/// The head of a broadcast that came as a binary message.
#[derive(Debug, PartialEq)]
pub(super) struct UserBroadcast {
    pub(super) event: Topic,
    pub(super) meta: Option<Bytes>,
    pub(super) json: bool,
}

impl Event {
    fn of(name: &str) -> Self {
        match name {
            "phx_reply" => Self::Reply,
            "phx_close" => Self::Close,
            "phx_error" => Self::Error,
            "system" => Self::System,
            "postgres_changes" => Self::Changes,
            "presence_state" => Self::PresenceState,
            "presence_diff" => Self::PresenceDiff,
            "broadcast" => Self::Broadcast,
            _ => Self::Other,
        }
    }
}

/// Reads a message, whatever its form.
pub(super) fn decode(protocol: Protocol, message: &SocketMessage) -> Result<Incoming, ReadError> {
    match message {
        SocketMessage::Binary(bytes) => binary::decode(bytes),
        SocketMessage::Text(bytes) => match protocol {
            Protocol::V1 => v1::decode(bytes),
            Protocol::V2 => v2::decode(bytes),
        },
        SocketMessage::Close(_) => Err(ReadError::new("a close is no frame")),
    }
}

/// What the client says.
#[derive(Debug, Clone)]
pub(super) struct Outgoing<'a> {
    pub(super) join_ref: Option<u64>,
    pub(super) reference: u64,
    pub(super) topic: &'a str,
    pub(super) event: &'a str,
    pub(super) payload: &'a Content,
}

/// A payload that goes out.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    /// JSON, written already
    Json(String),
    Broadcast(Broadcast),
}

/// A broadcast that goes out.
#[derive(Clone, PartialEq)]
pub(super) struct Broadcast {
    pub(super) event: String,
    pub(super) body: Body,
    /// what `persist` says, as JSON
    pub(super) persist: Option<String>,
}

/// What a broadcast carries.
#[derive(Clone, PartialEq)]
pub(super) enum Body {
    Json(String),
    Bytes(Bytes),
}

impl Body {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Json(json) => json.len(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }
}

/// Payloads stay out of logs.
impl std::fmt::Debug for Broadcast {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Broadcast({}, {} bytes)", self.event, self.body.len())
    }
}

impl Broadcast {
    /// `{"type":"broadcast","event":..,"payload":..}`: broadcasts of the first protocol, and those whose names are too long for a
    /// binary message.
    fn as_json(&self) -> Result<String, RealtimeError> {
        let Body::Json(payload) = &self.body else {
            return Err(RealtimeError::Unsendable(format!(
                "the broadcast `{}` has a payload of bytes, which needs protocol 2.0.0 and names of up to 255 bytes",
                self.event
            )));
        };
        let persist = self.persist.as_ref().map(|p| format!(r#","persist":{p}"#)).unwrap_or_default();
        let event = text(&self.event);
        Ok(format!(r#"{{"type":"broadcast","event":{event},"payload":{payload}{persist}}}"#))
    }
}

/// Writes a frame.
pub(super) fn encode(protocol: Protocol, frame: &Outgoing<'_>) -> Result<SocketMessage, RealtimeError> {
    let json = match (protocol, frame.payload) {
        (_, Content::Json(json)) => std::borrow::Cow::Borrowed(json.as_str()),
        (Protocol::V1, Content::Broadcast(broadcast)) => broadcast.as_json()?.into(),
        (Protocol::V2, Content::Broadcast(broadcast)) => match binary::encode(frame, broadcast) {
            Some(message) => return Ok(message),
            None => broadcast.as_json()?.into(),
        },
    };
    Ok(SocketMessage::text(match protocol {
        Protocol::V1 => v1::encode(frame, &json),
        Protocol::V2 => v2::encode(frame, &json),
    }))
}

/// A JSON string.
pub(super) fn text(text: &str) -> String {
    // a string is always JSON
    serde_json::to_string(text).unwrap_or_default()
}

/// A reference that this client gave; other clients' are none of ours.
fn number(text: Option<&str>) -> Option<u64> {
    text.and_then(|t| t.parse().ok())
}

#[cfg(test)]
mod tests;
