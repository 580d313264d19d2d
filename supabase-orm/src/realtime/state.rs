//! Where the socket and the channels are.

use crate::error::RealtimeError;
use futures_core::Stream;
use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::sync::watch;

/// Where the socket of a client is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SocketState {
    /// There is none: nobody needs it, or it was [disconnected](crate::realtime::Realtime::disconnect).
    Disconnected,
    /// It is being opened.
    Connecting,
    /// It is open.
    Connected,
    /// It ended, or could not be opened, and why; the next attempt follows by itself.
    Reconnecting(RealtimeError),
}

/// Where a channel is. The reference's `RealtimeSubscribeStates`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChannelState {
    /// The server was not asked yet, or did not answer yet.
    Joining,
    /// The server let it in; changes of the database do not stream yet.
    Joined,
    /// All that was asked for streams. The reference's `SUBSCRIBED`.
    Streaming,
    /// It does not stream, and why; it is tried again by itself. The reference's `CHANNEL_ERROR` and `TIMED_OUT`.
    Retrying(RealtimeError),
    /// The client was [disconnected](crate::realtime::Realtime::disconnect), and the channel waits until it connects.
    Disconnected,
    /// It was left. The reference's `CLOSED`.
    Closed,
    /// The server refused it for good, and why.
    Failed(RealtimeError),
}

impl ChannelState {
    /// Nothing will come any more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Closed | Self::Failed(_))
    }
}

/// A state as it changes, the one of now first. What changes faster than it is read is seen in its newest form.
pub struct States<S>(Next<S>);

type Next<S> = Pin<Box<dyn Future<Output = (Option<S>, watch::Receiver<S>)> + Send + Sync>>;

impl<S: Clone + Send + Sync + 'static> States<S> {
    pub(super) fn new(mut receiver: watch::Receiver<S>) -> Self {
        receiver.mark_changed();
        Self(changed(receiver))
    }

    /// The next state; `None` when there is no other one to come.
    pub async fn next(&mut self) -> Option<S> {
        std::future::poll_fn(|cx| self.poll_state(cx)).await
    }

    fn poll_state(&mut self, cx: &mut Context<'_>) -> Poll<Option<S>> {
        let (state, receiver) = std::task::ready!(self.0.as_mut().poll(cx));
        self.0 = changed(receiver);
        Poll::Ready(state)
    }
}

fn changed<S: Clone + Send + Sync + 'static>(mut receiver: watch::Receiver<S>) -> Next<S> {
    Box::pin(async move {
        let state = receiver.changed().await.is_ok().then(|| receiver.borrow_and_update().clone());
        (state, receiver)
    })
}

impl<S: Clone + Send + Sync + 'static> Stream for States<S> {
    type Item = S;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S>> {
        self.poll_state(cx)
    }
}

impl<S> fmt::Debug for States<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("States")
    }
}
