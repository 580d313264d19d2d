//! Binary messages of protocol 2.0.0: broadcasts. Every length is one byte.

use super::{Body, Broadcast, Event, Incoming, Outgoing, Topic, UserBroadcast};
use crate::{json::ReadError, realtime::transport::SocketMessage};
use bytes::{Bytes, BytesMut};

/// A broadcast of a client.
const PUSH: u8 = 3;
/// A broadcast of the server.
const BROADCAST: u8 = 4;
const JSON: u8 = 1;

/// `[4, topic, event, meta, encoding]` (lengths), topic, event, meta, payload.
pub(super) fn decode(bytes: &Bytes) -> Result<Incoming, ReadError> {
    let Some(&[kind, topic, event, meta, encoding]) = bytes.get(..5).and_then(|h| h.first_chunk::<5>())
    else {
        return Err(ReadError::new("a binary message without a head"));
    };
    if kind != BROADCAST {
        return Err(ReadError::new(format!("a binary message of the unknown kind {kind}")));
    }
    let mut at = 5;
    let mut part = |length: u8| {
        let (from, to) = (at, at + usize::from(length));
        at = to;
        if to <= bytes.len() {
            Ok(bytes.slice(from..to))
        } else {
            Err(ReadError::new("a binary message that breaks off"))
        }
    };
    let (topic, event, meta) = (part(topic)?, part(event)?, part(meta)?);
    let head = UserBroadcast {
        event: text(event)?,
        meta: (!meta.is_empty()).then_some(meta),
        json: encoding == JSON,
    };
    Ok(Incoming {
        join_ref: None,
        reference: None,
        topic: text(topic)?,
        event: Event::UserBroadcast(head),
        payload: bytes.slice(at..),
    })
}

fn text(bytes: Bytes) -> Result<Topic, ReadError> {
    match std::str::from_utf8(&bytes) {
        Ok(_) => Ok(Topic::Shared(bytes)),
        Err(_) => Err(ReadError::new("a name that is not UTF-8")),
    }
}

/// `[3, join_ref, ref, topic, event, meta, encoding]` (lengths), these texts, payload; `None` if one of them is too long.
pub(super) fn encode(frame: &Outgoing<'_>, broadcast: &Broadcast) -> Option<SocketMessage> {
    let meta = broadcast.persist.as_ref().map(|p| format!(r#"{{"persist":{p}}}"#)).unwrap_or_default();
    let join_ref = frame.join_ref.map(|r| r.to_string()).unwrap_or_default();
    let reference = frame.reference.to_string();
    let parts = [join_ref.as_str(), &reference, frame.topic, &broadcast.event, &meta];
    let (encoding, payload) = match &broadcast.body {
        Body::Json(json) => (JSON, json.as_bytes()),
        Body::Bytes(bytes) => (0, bytes.as_ref()),
    };
    let mut out = BytesMut::with_capacity(7 + parts.iter().map(|p| p.len()).sum::<usize>() + payload.len());
    out.extend_from_slice(&[PUSH]);
    for part in parts {
        out.extend_from_slice(&[u8::try_from(part.len()).ok()?]);
    }
    out.extend_from_slice(&[encoding]);
    for part in parts {
        out.extend_from_slice(part.as_bytes());
    }
    out.extend_from_slice(payload);
    Some(SocketMessage::Binary(out.freeze()))
}
