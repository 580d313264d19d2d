//! Protocol 1.0.0: objects.

use super::{Event, Incoming, Outgoing, Topic, number, text};
use crate::json::{JsonReader, ReadError, RowReader};
use bytes::Bytes;

pub(super) fn decode(bytes: &Bytes) -> Result<Incoming, ReadError> {
    let mut reader = JsonReader::new(bytes);
    let frame = RowReader::object(&mut reader, |frame| {
        let optional = |r: &mut JsonReader<'_>| {
            if r.null() { Ok(None) } else { r.str().map(|t| number(Some(&t))) }
        };
        let topic = frame.get_with("topic", |r| r.str().map(|topic| Topic::within(bytes, topic)))?;
        Ok(Incoming {
            topic,
            event: frame.get_with("event", |r| r.str().map(|name| Event::of(&name)))?,
            payload: frame.get_with("payload", |r| r.raw().map(|raw| bytes.slice_ref(raw)))?,
            reference: frame.get_with("ref", optional)?,
            join_ref: frame.get_with("join_ref", optional)?,
        })
    })?;
    reader.end().map(|()| frame)
}

pub(super) fn encode(frame: &Outgoing<'_>, payload: &str) -> String {
    let join_ref = frame.join_ref.map_or_else(|| "null".to_owned(), |r| format!("\"{r}\""));
    format!(
        r#"{{"topic":{},"event":{},"payload":{payload},"ref":"{}","join_ref":{join_ref}}}"#,
        text(frame.topic),
        text(frame.event),
        frame.reference,
    )
}
