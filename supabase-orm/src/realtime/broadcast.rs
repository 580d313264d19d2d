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
use serde::{Deserialize, de::DeserializeOwned};
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

/// A broadcast as it came.
#[derive(Clone)]
pub(super) struct RawBroadcast {
    pub(super) event: Topic,
    pub(super) payload: Bytes,
    pub(super) json: bool,
    pub(super) meta: Option<Bytes>,
}

impl RawBroadcast {
    /// Reads `{"event":..,"payload":..,"meta":..}`.
    pub(super) fn decode(frame: &Bytes) -> std::result::Result<Self, ReadError> {
        let (mut event, mut payload, mut meta) = (None, None, None);
        RowReader::each(&mut JsonReader::new(frame), |key, r| {
            match key {
                "event" => event = Some(Topic::within(frame, r.str()?)),
                "payload" => payload = Some(frame.slice_ref(r.raw()?)),
                "meta" => meta = Some(frame.slice_ref(r.raw()?)),
                _ => return Ok(Seen::Unread),
            }
            Ok(Seen::Read)
        })?;
        let event = event.ok_or_else(|| ReadError::new("a broadcast without `event`"))?;
        let payload = payload.unwrap_or_else(|| Bytes::from_static(b"null"));
        Ok(Self { event, payload, json: true, meta })
    }

    pub(super) fn id(&self) -> Option<String> {
        self.meta().id
    }

    /// What is no such object says nothing.
    fn meta(&self) -> BroadcastMeta {
        let meta = self.meta.as_ref().map(|meta| serde_json::from_slice(meta));
        meta.and_then(std::result::Result::ok).unwrap_or_default()
    }

    fn read<P>(&self, decode: Decode<P>) -> Result<Broadcast<P>> {
        let payload = decode(self).map_err(|e| Error::new(ErrorKind::Decode(e.in_key("payload"))))?;
        Ok(Broadcast { event: self.event.as_str().to_owned(), payload, meta: self.meta() })
    }
}

type Decode<P> = fn(&RawBroadcast) -> std::result::Result<P, ReadError>;

fn json<P: DeserializeOwned>(raw: &RawBroadcast) -> std::result::Result<P, ReadError> {
    if !raw.json {
        return Err(ReadError::new("a payload of bytes: listen to it with `on_broadcast_bytes`"));
    }
    serde_json::from_slice(&raw.payload).map_err(|e| ReadError::new(e.to_string()))
}

#[expect(clippy::unnecessary_wraps, reason = "as JSON is read")]
fn bytes(raw: &RawBroadcast) -> std::result::Result<Bytes, ReadError> {
    Ok(raw.payload.clone())
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
