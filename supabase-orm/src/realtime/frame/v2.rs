//! Protocol 2.0.0: lists, `[join_ref, ref, topic, event, payload]`.

use super::{Event, Incoming, Outgoing, Topic, number, text};
use crate::json::{JsonReader, ReadError};
use bytes::Bytes;

pub(super) fn decode(bytes: &Bytes) -> Result<Incoming, ReadError> {
    let mut r = JsonReader::new(bytes);
    if !r.eat_byte(b'[') {
        return Err(r.expected("a frame"));
    }
    let join_ref = reference(&mut r)?;
    let own = reference(&mut r)?;
    let topic = Topic::within(bytes, r.str()?);
    comma(&mut r)?;
    let event = Event::of(&r.str()?);
    comma(&mut r)?;
    // whoever reads the payload looks at it: once is enough
    let payload = bytes.slice_ref(r.rest_before(b']')?);
    Ok(Incoming { join_ref, reference: own, topic, event, payload })
}

fn reference(r: &mut JsonReader<'_>) -> Result<Option<u64>, ReadError> {
    let reference = if r.null() { None } else { number(Some(&r.str()?)) };
    comma(r).map(|()| reference)
}

fn comma(r: &mut JsonReader<'_>) -> Result<(), ReadError> {
    if r.eat_byte(b',') { Ok(()) } else { Err(r.expected("`,`")) }
}

pub(super) fn encode(frame: &Outgoing<'_>, payload: &str) -> String {
    let join_ref = frame.join_ref.map_or_else(|| "null".to_owned(), |r| format!("\"{r}\""));
    let (topic, event) = (text(frame.topic), text(frame.event));
    format!(r#"[{join_ref},"{}",{topic},{event},{payload}]"#, frame.reference)
}
