//! Phoenix frames, in both versions of the protocol.

use axum::extract::ws::Message;
use serde_json::{Value, json};

/// The version of the protocol that a socket speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    /// objects
    V1,
    /// lists, and broadcasts as binary messages
    V2,
}

/// What a client says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Incoming {
    pub(super) join_ref: Value,
    pub(super) reference: Value,
    pub(super) topic: String,
    pub(super) event: String,
    pub(super) payload: Payload,
}

/// What it carries.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Payload {
    Json(Value),
    /// of a broadcast as a binary message
    Push(Broadcast),
}

/// A message of a client to the others.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Broadcast {
    pub(super) event: String,
    pub(super) body: Body,
    /// it came as a binary message, and goes on as one where that is understood
    pub(super) binary: bool,
    pub(super) meta: Option<Value>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Body {
    Json(Value),
    Bytes(Vec<u8>),
}

/// Reads a message; `None` for what is no frame.
pub(super) fn decode(protocol: Protocol, message: &Message) -> Option<Incoming> {
    match (protocol, message) {
        (_, Message::Binary(bytes)) => push(bytes),
        (Protocol::V1, Message::Text(text)) => {
            let json: Value = serde_json::from_str(text).ok()?;
            Some(Incoming {
                join_ref: json.get("join_ref").cloned().unwrap_or_default(),
                reference: json.get("ref").cloned().unwrap_or_default(),
                topic: json.get("topic")?.as_str()?.to_owned(),
                event: json.get("event")?.as_str()?.to_owned(),
                payload: Payload::Json(json.get("payload").cloned().unwrap_or_default()),
            })
        }
        (Protocol::V2, Message::Text(text)) => {
            let parts: Vec<Value> = serde_json::from_str(text).ok()?;
            let [join_ref, reference, topic, event, payload] = <[Value; 5]>::try_from(parts).ok()?;
            Some(Incoming {
                join_ref,
                reference,
                topic: topic.as_str()?.to_owned(),
                event: event.as_str()?.to_owned(),
                payload: Payload::Json(payload),
            })
        }
        _ => None,
    }
}

/// `[3, join_ref, ref, topic, event, meta, encoding]` (lengths), these texts, payload.
fn push(bytes: &[u8]) -> Option<Incoming> {
    let (&[kind, join_ref, reference, topic, event, meta, encoding], mut rest) =
        bytes.split_first_chunk::<7>()?;
    let mut text = |length: u8| {
        let (text, behind) = rest.split_at_checked(usize::from(length))?;
        rest = behind;
        String::from_utf8(text.to_vec()).ok()
    };
    let (join_ref, reference, topic) = (text(join_ref)?, text(reference)?, text(topic)?);
    let (event, _) = (text(event)?, text(meta)?);
    let body = match encoding {
        1 => Body::Json(serde_json::from_slice(rest).ok()?),
        _ => Body::Bytes(rest.to_vec()),
    };
    (kind == 3).then(|| Incoming {
        join_ref: json!(join_ref),
        reference: json!(reference),
        topic,
        event: "broadcast".to_owned(),
        payload: Payload::Push(Broadcast { event, body, binary: true, meta: None }),
    })
}

/// What the server says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outgoing {
    pub(super) join_ref: Value,
    pub(super) reference: Value,
    pub(super) topic: String,
    pub(super) event: &'static str,
    pub(super) payload: Payload,
}

impl Outgoing {
    /// Something that nobody asked for.
    pub(super) fn push(topic: &str, event: &'static str, payload: Value) -> Self {
        let payload = Payload::Json(payload);
        Self { join_ref: Value::Null, reference: Value::Null, topic: topic.to_owned(), event, payload }
    }

    /// The answer to a frame.
    #[expect(clippy::needless_pass_by_value, reason = "JSON that is written where it is said")]
    pub(super) fn reply(to: &Incoming, status: &str, response: Value) -> Self {
        Self {
            join_ref: to.join_ref.clone(),
            reference: to.reference.clone(),
            topic: to.topic.clone(),
            event: "phx_reply",
            payload: Payload::Json(json!({"status": status, "response": response})),
        }
    }

    /// Whether a fault may repeat it, or change its order.
    pub(super) fn is_data(&self) -> bool {
        matches!(self.event, "broadcast" | "postgres_changes")
    }

    /// Writes it; `None` for what the first protocol has no form of.
    pub(super) fn encode(&self, protocol: Protocol) -> Option<Message> {
        let payload = match &self.payload {
            Payload::Json(json) => json.clone(),
            Payload::Push(broadcast) if protocol == Protocol::V2 && broadcast.binary => {
                return broadcast.binary(&self.topic);
            }
            Payload::Push(broadcast) => broadcast.json()?,
        };
        Some(Message::text(
            match protocol {
                Protocol::V1 => json!({
                    "ref": self.reference, "event": self.event, "payload": payload, "topic": self.topic,
                }),
                Protocol::V2 => json!([self.join_ref, self.reference, self.topic, self.event, payload]),
            }
            .to_string(),
        ))
    }
}

impl Broadcast {
    /// Reads `{"event":..,"payload":..}`.
    pub(super) fn of_json(payload: &Value) -> Option<Self> {
        Some(Self {
            event: payload.get("event")?.as_str()?.to_owned(),
            body: Body::Json(payload.get("payload").cloned().unwrap_or_default()),
            binary: false,
            meta: None,
        })
    }

    fn json(&self) -> Option<Value> {
        let Body::Json(payload) = &self.body else { return None };
        let mut json = json!({"type": "broadcast", "event": self.event, "payload": payload});
        if let (Some(meta), Some(map)) = (&self.meta, json.as_object_mut()) {
            map.insert("meta".to_owned(), meta.clone());
        }
        Some(json)
    }

    /// `[4, topic, event, meta, encoding]` (lengths), topic, event, meta, payload.
    fn binary(&self, topic: &str) -> Option<Message> {
        let meta = self.meta.as_ref().map(Value::to_string).unwrap_or_default();
        let (encoding, payload) = match &self.body {
            Body::Json(json) => (1, json.to_string().into_bytes()),
            Body::Bytes(bytes) => (0, bytes.clone()),
        };
        let mut out = vec![4];
        for part in [topic, &self.event, &meta] {
            out.push(u8::try_from(part.len()).ok()?);
        }
        out.push(encoding);
        for part in [topic, &self.event, &meta] {
            out.extend_from_slice(part.as_bytes());
        }
        out.extend(payload);
        Some(Message::Binary(out.into()))
    }

    pub(super) fn size(&self) -> usize {
        match &self.body {
            Body::Json(json) => json.to_string().len(),
            Body::Bytes(bytes) => bytes.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broadcast_of_a_client_goes_on_as_a_broadcast_of_the_server() {
        let bytes = [&[3, 1, 1, 14, 1, 0, 1][..], b"67realtime:room1e{\"a\":1}"].concat();
        let frame = decode(Protocol::V2, &Message::Binary(bytes.into())).unwrap();
        assert_eq!((frame.topic.as_str(), &frame.reference), ("realtime:room1", &json!("7")));
        let out =
            Outgoing { payload: frame.payload, ..Outgoing::push(&frame.topic, "broadcast", Value::Null) };
        let Some(Message::Binary(bytes)) = out.encode(Protocol::V2) else { panic!("not binary") };
        assert_eq!(bytes, [&[4, 14, 1, 0, 1][..], b"realtime:room1e{\"a\":1}"].concat());
        let Some(Message::Text(text)) = out.encode(Protocol::V1) else { panic!("not text") };
        assert_eq!(
            serde_json::from_str::<Value>(&text).unwrap()["payload"],
            json!({"type": "broadcast", "event": "e", "payload": {"a": 1}})
        );
    }

    #[test]
    fn what_is_no_frame_is_none() {
        for text in ["", "7", "[1]", "{}", "[null,null,1,2,3]"] {
            assert!(decode(Protocol::V2, &Message::text(text)).is_none());
            assert!(decode(Protocol::V1, &Message::text(text)).is_none());
        }
        assert!(decode(Protocol::V2, &Message::Binary(vec![3, 200].into())).is_none());
    }
}
