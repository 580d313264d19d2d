//! Presence: who is in a channel.

mod book;

pub(super) use book::{PresenceBook, RawPresence};

use super::{
    builder::ChannelBuilder,
    callback,
    queue::{Event, Reader},
};
use crate::{
    Result,
    error::{Error, ErrorKind},
    json::ReadError,
};
use book::RawMeta;
use futures_core::Stream;
use serde::de::DeserializeOwned;
use std::{
    collections::BTreeMap,
    fmt,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

/// One presence of a key: a user may be there several times, with several devices.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Presence<M> {
    /// The server's name for it.
    pub presence_ref: String,
    /// What was tracked.
    pub meta: M,
}

/// Who is there, by key.
pub type PresenceState<M> = BTreeMap<String, Vec<Presence<M>>>;

/// Someone came or went.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum PresenceEvent<M> {
    /// Who is there now, after each of the server's messages. The reference's `on_presence_sync`.
    Sync(PresenceState<M>),
    /// A key has new presences. The reference's `on_presence_join`.
    Join {
        /// The key.
        key: String,
        /// What it had.
        current: Vec<Presence<M>>,
        /// What came.
        new: Vec<Presence<M>>,
    },
    /// A key has fewer presences. The reference's `on_presence_leave`.
    Leave {
        /// The key.
        key: String,
        /// What it has yet.
        current: Vec<Presence<M>>,
        /// What went.
        left: Vec<Presence<M>>,
    },
}

fn metas<M: DeserializeOwned>(raw: &[Arc<RawMeta>]) -> Result<Vec<Presence<M>>> {
    raw.iter().map(|meta| presence(meta)).collect()
}

fn presence<M: DeserializeOwned>(raw: &RawMeta) -> Result<Presence<M>> {
    let fault =
        |e: serde_json::Error| Error::new(ErrorKind::Decode(ReadError::new(e.to_string()).in_key("metas")));
    let meta = M::deserialize(&raw.meta).map_err(fault)?;
    Ok(Presence { presence_ref: raw.presence_ref.clone(), meta })
}

pub(super) fn state<M: DeserializeOwned>(raw: &book::RawState) -> Result<PresenceState<M>> {
    raw.iter().map(|(key, raw)| Ok((key.to_string(), metas(raw)?))).collect()
}

impl RawPresence {
    fn read<M: DeserializeOwned>(self) -> Result<PresenceEvent<M>> {
        Ok(match self {
            Self::Sync(raw) => PresenceEvent::Sync(state(&raw)?),
            Self::Join { key, current, new } => {
                PresenceEvent::Join { key: key.to_string(), current: metas(&current)?, new: metas(&new)? }
            }
            Self::Leave { key, current, left } => {
                PresenceEvent::Leave { key: key.to_string(), current: metas(&current)?, left: metas(&left)? }
            }
        })
    }
}

/// Presence of a channel that is not subscribed yet.
#[derive(Debug)]
#[must_use = "nothing is listened to until `stream()` or `each(..)`"]
pub struct OnPresence<'c, M> {
    channel: &'c mut ChannelBuilder,
    _m: PhantomData<fn() -> M>,
}

impl<'c, M: DeserializeOwned> OnPresence<'c, M> {
    pub(super) fn new(channel: &'c mut ChannelBuilder) -> Self {
        Self { channel, _m: PhantomData }
    }

    /// Who comes and goes, as a stream.
    pub fn stream(self) -> PresenceStream<M> {
        PresenceStream { reader: self.channel.listen_to_presence(), read: RawPresence::read }
    }

    /// Calls `f` with each event, in a task of its own: whatever it does, the socket goes on.
    pub fn each(self, f: impl FnMut(Result<Event<PresenceEvent<M>>>) + Send + 'static)
    where
        M: Send + 'static,
    {
        callback::each(self.stream(), f);
    }
}

/// Who comes and goes, with what they tracked as an `M`, and the places where something may be missing; the
/// [`Sync`](PresenceEvent::Sync) behind such a place is complete.
///
/// A [`Stream`], and without any trait [`next`](Self::next). It ends when the channel does.
#[must_use = "a stream that nobody reads gets nothing"]
pub struct PresenceStream<M> {
    reader: Reader<RawPresence>,
    read: fn(RawPresence) -> Result<PresenceEvent<M>>,
}

impl<M> PresenceStream<M> {
    /// The next event or gap; `None` when the channel was left.
    ///
    /// # Errors
    /// An item is an error if what was tracked does not fit `M`. The stream goes on.
    pub async fn next(&mut self) -> Option<Result<Event<PresenceEvent<M>>>> {
        std::future::poll_fn(|cx| self.poll_event(cx)).await
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event<PresenceEvent<M>>>>> {
        let event = ready!(Pin::new(&mut self.reader).poll_next(cx));
        Poll::Ready(event.map(|event| event.try_map(self.read)))
    }
}

// no field is pinned
impl<M> Unpin for PresenceStream<M> {}

impl<M> Stream for PresenceStream<M> {
    type Item = Result<Event<PresenceEvent<M>>>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(cx)
    }
}

impl<M> fmt::Debug for PresenceStream<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PresenceStream")
    }
}
