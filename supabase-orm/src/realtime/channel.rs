//! A channel that is subscribed.

use super::{
    Realtime,
    frame::{Body, Broadcast, Content},
    hub::Command,
    member::PRESENCE_WINDOW,
    presence::{self, PresenceBook, PresenceState},
    state::{ChannelState, States},
};
use crate::{
    Result,
    error::{Error, ErrorKind, RealtimeError},
};
use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt, sync::Arc, time::Duration};
use tokio::sync::{oneshot, watch};

/// A channel that is subscribed. Cheap to clone.
///
/// It stays on until it is left with [`unsubscribe`](Self::unsubscribe), or until the client and all its channels are dropped.
#[derive(Clone)]
pub struct Channel(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) realtime: Realtime,
    pub(super) id: u64,
    pub(super) name: Arc<str>,
    pub(super) private: bool,
    pub(super) state: watch::Receiver<ChannelState>,
    pub(super) presence: Arc<PresenceBook>,
}

/// How long a message is kept for those who [ask for it later](super::ChannelBuilder::replay).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Persist {
    /// As long as the server keeps messages.
    Yes,
    /// For this time, in seconds.
    For(Duration),
}

impl Persist {
    fn json(self) -> String {
        match self {
            Self::Yes => "true".to_owned(),
            Self::For(time) => format!(r#"{{"ttl":{}}}"#, time.as_secs()),
        }
    }
}

impl Channel {
    /// The topic, as the application calls it.
    #[must_use]
    pub fn topic(&self) -> &str {
        &self.0.name
    }

    /// Where it is now.
    #[must_use]
    pub fn state(&self) -> ChannelState {
        self.0.state.borrow().clone()
    }

    /// Where it is, as it changes; the state of now first.
    #[must_use]
    pub fn states(&self) -> States<ChannelState> {
        States::new(self.0.state.clone())
    }

    /// Sends a message to all who listen to `event` on this channel. The reference's `send_broadcast`.
    ///
    /// It waits for its turn if the channel is not in at the moment, or more is sent than the server takes in a second, at most
    /// for [`push_timeout`](super::RealtimeOptions::push_timeout). With [`broadcast_ack`](super::ChannelBuilder::broadcast_ack) it
    /// waits for the server's acknowledgement too. Dropping the future before it is sent takes it back.
    ///
    /// # Errors
    /// When the payload is no JSON or too large, or it could not be sent in time. If the connection breaks while an
    /// acknowledgement is waited for, the server may have got it.
    pub async fn broadcast<P: Serialize + ?Sized>(&self, event: &str, payload: &P) -> Result<()> {
        self.send(event, json(payload)?, None).await
    }

    /// The same with a payload of bytes; it needs protocol 2.0.0.
    ///
    /// # Errors
    /// As [`broadcast`](Self::broadcast).
    pub async fn broadcast_bytes(&self, event: &str, payload: impl Into<Bytes>) -> Result<()> {
        self.send(event, Body::Bytes(payload.into()), None).await
    }

    /// The same, kept for those who come later; on private channels.
    ///
    /// # Errors
    /// As [`broadcast`](Self::broadcast).
    pub async fn broadcast_persisted<P: Serialize + ?Sized>(
        &self,
        event: &str,
        payload: &P,
        persist: Persist,
    ) -> Result<()> {
        self.send(event, json(payload)?, Some(persist.json())).await
    }

    async fn send(&self, event: &str, body: Body, persist: Option<String>) -> Result<()> {
        self.check_size(body.len())?;
        let content = Content::Broadcast(Broadcast { event: event.to_owned(), body, persist });
        self.command(|id, answer| Command::Push { id, content, answer }).await
    }

    fn check_size(&self, size: usize) -> Result<()> {
        let limit = self.0.realtime.options().max_payload;
        if size <= limit {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Realtime(RealtimeError::PayloadTooLarge { size, limit })))
    }

    /// Sends a message by HTTP: it needs no socket, and no channel to be in. The reference's `http_send`.
    ///
    /// # Errors
    /// When the payload is no JSON or too large, or the server refuses it.
    pub async fn http_send<P: Serialize + ?Sized>(&self, event: &str, payload: &P) -> Result<()> {
        self.0.realtime.http_send(&self.0.name, event, payload, self.0.private).await
    }

    /// Says that this client is there, with what others are to know of it; again is to change it. It comes again by itself after
    /// the channel was interrupted. The reference's `track`.
    ///
    /// Calls beyond the server's limit of 5 in 30 seconds wait; of those that wait the last one counts.
    ///
    /// # Errors
    /// When the payload is no JSON or too large, or the server did not acknowledge it in time.
    pub async fn track<M: Serialize + ?Sized>(&self, meta: &M) -> Result<()> {
        let Body::Json(meta) = json(meta)? else { return Ok(()) };
        self.check_size(meta.len())?;
        self.present(Some(meta)).await
    }

    /// Says that this client is not there any more; it goes on listening. The reference's `untrack`.
    ///
    /// # Errors
    /// When the server did not acknowledge it in time.
    pub async fn untrack(&self) -> Result<()> {
        self.present(None).await
    }

    async fn present(&self, tracked: Option<String>) -> Result<()> {
        // the turn of a call comes within the server's window at the latest
        let limit = self.0.realtime.options().push_timeout.saturating_add(PRESENCE_WINDOW);
        let said = self.command(|id, answer| Command::Presence { id, tracked, answer });
        match tokio::time::timeout(limit, said).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Error::new(ErrorKind::Realtime(self.late("turn to say who is here", limit)))),
        }
    }

    /// Who is there, by key. It is known where the channel [asks for presence](super::ChannelBuilder::on_presence). The reference's
    /// `presence_state`.
    ///
    /// # Errors
    /// When what was tracked does not fit `M`.
    pub fn presence_state<M: DeserializeOwned>(&self) -> Result<PresenceState<M>> {
        presence::state(&self.0.presence.state())
    }

    /// Leaves, and waits until the server says so, at most for [`push_timeout`](super::RealtimeOptions::push_timeout). The streams
    /// end. The reference's `unsubscribe`.
    ///
    /// # Errors
    /// When the server did not say so in time; it is left all the same.
    pub async fn unsubscribe(&self) -> Result<()> {
        let left = self.command(|id, answer| Command::Leave { id, answer: Some(answer) }).await;
        match left {
            Err(e) if matches!(e.kind(), ErrorKind::Realtime(RealtimeError::Left(_))) => Ok(()),
            left => left,
        }
    }

    /// Leaves without waiting: the topic is free at once.
    pub(super) fn forget(&self) {
        self.0.realtime.free(&self.0.name, self.0.id);
        // who is gone already need not leave
        let _ = self.0.realtime.command(Command::Leave { id: self.0.id, answer: None });
    }

    async fn command(
        &self,
        command: impl FnOnce(u64, oneshot::Sender<Result<(), RealtimeError>>) -> Command,
    ) -> Result<()> {
        let (answer, answered) = oneshot::channel();
        let left = || Error::new(ErrorKind::Realtime(RealtimeError::Left(self.0.name.to_string())));
        if self.state().is_over() {
            return Err(left());
        }
        self.0.realtime.command(command(self.0.id, answer)).map_err(|()| left())?;
        match answered.await {
            Ok(outcome) => outcome.map_err(|e| Error::new(ErrorKind::Realtime(e))),
            Err(_) => Err(left()),
        }
    }

    /// Waits until all streams, or it is known that it will not.
    pub(super) async fn streaming(&self, limit: Duration) -> Result<(), RealtimeError> {
        let mut state = self.0.state.clone();
        let settled = |state: &ChannelState| match state {
            ChannelState::Streaming => true,
            ChannelState::Retrying(e) => !e.is_retryable(),
            ChannelState::Disconnected => true,
            other => other.is_over(),
        };
        let waited = tokio::time::timeout(limit, state.wait_for(settled)).await;
        let now = match waited {
            Ok(Ok(state)) => state.clone(),
            Ok(Err(_)) => ChannelState::Closed,
            Err(_) => self.state(),
        };
        match now {
            ChannelState::Streaming => Ok(()),
            ChannelState::Retrying(e) | ChannelState::Failed(e) => Err(e),
            ChannelState::Closed => Err(RealtimeError::Left(self.0.name.to_string())),
            ChannelState::Joined => Err(self.late("word that changes stream", limit)),
            ChannelState::Joining => Err(self.late("answer to the join", limit)),
            ChannelState::Disconnected => Err(RealtimeError::Socket("the client is disconnected".to_owned())),
        }
    }

    fn late(&self, what: &'static str, after: Duration) -> RealtimeError {
        RealtimeError::Timeout { topic: self.0.name.to_string(), what, after }
    }
}

fn json<P: Serialize + ?Sized>(payload: &P) -> Result<Body> {
    match serde_json::to_string(payload) {
        Ok(json) => Ok(Body::Json(json)),
        Err(e) => Err(crate::error::QueryError::Unwritable(e.to_string()).into()),
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel")
            .field("topic", &self.0.name)
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}
