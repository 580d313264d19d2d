//! A recorded transcript.

use crate::case::{Answer, Recorded};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
pub(super) struct Transcript {
    pub(super) id: String,
    pub(super) vsn: Option<String>,
    #[serde(alias = "javascript")]
    pub(super) python: String,
    #[serde(default)]
    pub(super) server_behaviour: Value,
    #[serde(default)]
    pub(super) frames: Vec<Frame>,
    pub(super) connections: Vec<Connection>,
    pub(super) callbacks: Vec<Callback>,
    pub(super) result: Value,
    #[serde(default)]
    pub(super) requests: Vec<Recorded>,
    #[serde(default)]
    pub(super) responses: Vec<Answer>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Connection {
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Callback {
    pub(super) callback: String,
    pub(super) args: Vec<Value>,
}

/// What went over a connection.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Frame {
    /// none: an attempt that the server refused
    conn: Option<usize>,
    pub(super) dir: Direction,
    open: Option<String>,
    msg: Option<Value>,
    text: Option<String>,
    binary_base64: Option<String>,
    close: Option<Close>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Direction {
    C2s,
    S2c,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Close {
    pub(super) code: u16,
    #[serde(default)]
    pub(super) reason: String,
    #[serde(default)]
    pub(super) abnormal: bool,
}

/// The same, told apart.
#[derive(Debug, Clone)]
pub(super) enum What {
    Open,
    /// a connection that the server does not take
    Refused,
    Message(Message),
    Binary(Vec<u8>),
    /// what is no frame
    Text(String),
    Close(Close),
}

/// A frame of either protocol.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Message {
    pub(super) join_ref: Value,
    pub(super) reference: Value,
    pub(super) topic: String,
    pub(super) event: String,
    pub(super) payload: Value,
}

impl Frame {
    pub(super) fn what(&self) -> What {
        if let Some(close) = &self.close {
            return What::Close(close.clone());
        }
        if let Some(text) = &self.binary_base64 {
            return What::Binary(STANDARD.decode(text).unwrap_or_default());
        }
        match (&self.open, &self.msg) {
            (Some(_), _) if self.conn.is_none() => What::Refused,
            (Some(_), _) => What::Open,
            (None, Some(json)) => What::Message(Message::of(json)),
            (None, None) => What::Text(self.text.clone().unwrap_or_default()),
        }
    }
}

impl Message {
    /// A list of protocol 2.0.0, or an object of 1.0.0.
    pub(super) fn of(json: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match json {
            Value::Array(_) => Self {
                join_ref: json[0].clone(),
                reference: json[1].clone(),
                topic: text(&json[2]),
                event: text(&json[3]),
                payload: json[4].clone(),
            },
            _ => Self {
                join_ref: json["join_ref"].clone(),
                reference: json["ref"].clone(),
                topic: text(&json["topic"]),
                event: text(&json["event"]),
                payload: json["payload"].clone(),
            },
        }
    }

    pub(super) fn json(&self, vsn: &str) -> Value {
        match vsn {
            "2.0.0" => json!([self.join_ref, self.reference, self.topic, self.event, self.payload]),
            // the recorded server names no join there
            _ => {
                json!({"ref": self.reference, "event": self.event, "payload": self.payload, "topic": self.topic})
            }
        }
    }
}

/// A broadcast of a client as a binary message.
#[derive(Debug, PartialEq)]
pub(super) struct Pushed {
    pub(super) join_ref: String,
    pub(super) reference: String,
    pub(super) topic: String,
    pub(super) event: String,
    pub(super) metadata: Value,
    pub(super) is_json: bool,
    pub(super) payload: Vec<u8>,
}

impl Pushed {
    /// `[3, join_ref, ref, topic, event, metadata, encoding]` (lengths), these texts, payload.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let (&[kind, join_ref, reference, topic, event, metadata, encoding], mut rest) =
            bytes.split_first_chunk::<7>()?;
        let mut part = |length: u8| {
            let (text, behind) = rest.split_at_checked(usize::from(length))?;
            rest = behind;
            String::from_utf8(text.to_vec()).ok()
        };
        let (join_ref, reference) = (part(join_ref)?, part(reference)?);
        let (topic, event, metadata) = (part(topic)?, part(event)?, part(metadata)?);
        let metadata = serde_json::from_str(&metadata).unwrap_or_default();
        let payload = rest.to_vec();
        (kind == 3).then_some(Self {
            join_ref,
            reference,
            topic,
            event,
            metadata,
            is_json: encoding == 1,
            payload,
        })
    }
}
