//! Broadcasts: messages from client to client.

use super::{
    builder::ChannelBuilder,
    callback,
    frame::Topic,
    queue::{Event, Reader},
};
use crate::{
    Result,
    error::{Error, ErrorKind},
    json::{JsonReader, ReadError, RowReader, Seen},
};
use bytes::Bytes;
use futures_core::Stream;
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};
use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

/// A message of another client, or of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Broadcast<P> {
    /// What it is called.
    pub event: String,
    /// What it carries.
    pub payload: P,
    /// What the server adds.
    pub meta: BroadcastMeta,
}

/// What the server adds to a broadcast.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct BroadcastMeta {
    /// The id of the message, where the server keeps it.
    #[serde(default)]
    pub id: Option<String>,
    /// It was sent before the channel was in, and comes [again](crate::realtime::ChannelBuilder::replay).
    #[serde(default)]
    pub replayed: bool,
}

/// A broadcast as it came: what it carries is read by whoever takes it from the stream.
#[derive(Clone)]
pub(super) struct RawBroadcast {
    pub(super) event: Topic,
    pub(super) carried: Carried,
}

#[derive(Clone)]
pub(super) enum Carried {
    /// `{"event":..,"payload":..,"meta":..}`
    Frame(Bytes),
    /// of a binary message
    Payload { payload: Bytes, json: bool, meta: Option<Bytes> },
}

/// What is read of a frame, at once.
#[derive(Deserialize)]
struct Read<P> {
    // a payload that is missing is null
    #[serde(default = "Option::default")]
    payload: Option<P>,
    #[serde(default)]
    meta: BroadcastMeta,
}

impl RawBroadcast {
    /// Looks at the frame as far as its event.
    pub(super) fn decode(frame: &Bytes) -> std::result::Result<Self, ReadError> {
        let mut event = None;
        RowReader::each(&mut JsonReader::new(frame), |key, r| {
            if key != "event" {
                return Ok(Seen::Unread);
            }
            event = Some(Topic::within(frame, r.str()?));
            Ok(Seen::Enough)
        })?;
        let event = event.ok_or_else(|| ReadError::new("a broadcast without `event`"))?;
        Ok(Self { event, carried: Carried::Frame(frame.clone()) })
    }

    /// The server's id, where it gives one.
    pub(super) fn id(&self) -> Option<String> {
        match &self.carried {
            Carried::Frame(frame) => serde_json::from_slice::<Read<IgnoredAny>>(frame).ok()?.meta.id,
            Carried::Payload { meta, .. } => meta_of(meta.as_ref()).id,
        }
    }

    fn read<P>(&self, decode: Decode<P>) -> Result<Broadcast<P>> {
        let (payload, meta) =
            decode(&self.carried).map_err(|e| Error::new(ErrorKind::Decode(e.in_key("payload"))))?;
        Ok(Broadcast { event: self.event.as_str().to_owned(), payload, meta })
    }
}

/// What is no such object says nothing.
fn meta_of(meta: Option<&Bytes>) -> BroadcastMeta {
    meta.and_then(|meta| serde_json::from_slice(meta).ok()).unwrap_or_default()
}

type Decode<P> = fn(&Carried) -> std::result::Result<(P, BroadcastMeta), ReadError>;

fn json<P: DeserializeOwned>(carried: &Carried) -> std::result::Result<(P, BroadcastMeta), ReadError> {
    let fault = |e: serde_json::Error| ReadError::new(e.to_string());
    match carried {
        Carried::Frame(frame) => {
            let Read { payload, meta } = serde_json::from_slice::<Read<P>>(frame).map_err(fault)?;
            let payload = payload.map_or_else(|| serde_json::from_str("null"), Ok).map_err(fault)?;
            Ok((payload, meta))
        }
        Carried::Payload { payload, json: true, meta } => {
            Ok((serde_json::from_slice(payload).map_err(fault)?, meta_of(meta.as_ref())))
        }
        Carried::Payload { json: false, .. } => {
            Err(ReadError::new("a payload of bytes: listen to it with `on_broadcast_bytes`"))
        }
    }
}

/// Bytes as they came; of JSON its text.
fn bytes(carried: &Carried) -> std::result::Result<(Bytes, BroadcastMeta), ReadError> {
    let frame = match carried {
        Carried::Payload { payload, meta, .. } => return Ok((payload.clone(), meta_of(meta.as_ref()))),
        Carried::Frame(frame) => frame,
    };
    let (mut payload, mut meta) = (Bytes::from_static(b"null"), None);
    RowReader::each(&mut JsonReader::new(frame), |key, r| {
        match key {
            "payload" => payload = frame.slice_ref(r.raw()?),
            "meta" => meta = Some(frame.slice_ref(r.raw()?)),
            _ => return Ok(Seen::Unread),
        }
        Ok(Seen::Read)
    })?;
    Ok((payload, meta_of(meta.as_ref())))
}

/// Broadcasts of a channel that is not subscribed yet.
#[must_use = "nothing is listened to until `stream()` or `each(..)`"]
pub struct OnBroadcast<'c, P> {
    channel: &'c mut ChannelBuilder,
    event: String,
    decode: Decode<P>,
}

impl<'c, P: DeserializeOwned> OnBroadcast<'c, P> {
    pub(super) fn json(channel: &'c mut ChannelBuilder, event: String) -> Self {
        Self { channel, event, decode: json }
    }
}

impl<'c> OnBroadcast<'c, Bytes> {
    pub(super) fn bytes(channel: &'c mut ChannelBuilder, event: String) -> Self {
        Self { channel, event, decode: bytes }
    }
}

impl<P> OnBroadcast<'_, P> {
    /// The broadcasts as a stream.
    pub fn stream(self) -> BroadcastStream<P> {
        BroadcastStream { reader: self.channel.listen_to_broadcast(self.event), decode: self.decode }
    }

    /// Calls `f` with each broadcast, in a task of its own: whatever it does, the socket goes on.
    pub fn each(self, f: impl FnMut(Result<Event<Broadcast<P>>>) + Send + 'static)
    where
        P: Send + 'static,
    {
        callback::each(self.stream(), f);
    }
}

impl<P> fmt::Debug for OnBroadcast<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OnBroadcast({})", self.event)
    }
}

/// Broadcasts whose payload is a `P`, and the places where some may be missing.
///
/// A [`Stream`], and without any trait [`next`](Self::next). It ends when the channel does.
#[must_use = "a stream that nobody reads gets nothing"]
pub struct BroadcastStream<P> {
    reader: Reader<RawBroadcast>,
    decode: Decode<P>,
}

impl<P> BroadcastStream<P> {
    /// The next broadcast or gap; `None` when the channel was left.
    ///
    /// # Errors
    /// An item is an error if the payload does not fit `P`. The stream goes on.
    pub async fn next(&mut self) -> Option<Result<Event<Broadcast<P>>>> {
        std::future::poll_fn(|cx| self.poll_broadcast(cx)).await
    }

    fn poll_broadcast(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event<Broadcast<P>>>>> {
        let event = ready!(Pin::new(&mut self.reader).poll_next(cx));
        Poll::Ready(event.map(|event| event.try_map(|raw| raw.read(self.decode))))
    }
}

// no field is pinned
impl<P> Unpin for BroadcastStream<P> {}

impl<P> Stream for BroadcastStream<P> {
    type Item = Result<Event<Broadcast<P>>>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_broadcast(cx)
    }
}

impl<P> fmt::Debug for BroadcastStream<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BroadcastStream")
    }
}
