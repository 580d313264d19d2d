//! What the server says about a channel.

use super::queue::{Event, Reader};
use futures_core::Stream;
use serde::Deserialize;
use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

/// What the server says about a channel: that changes stream, or that it ends. The reference's `on_system`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct SystemMessage {
    /// What it is about: `postgres_changes`, `system`.
    #[serde(default)]
    pub extension: String,
    /// `ok` or `error`.
    pub status: String,
    /// The server's words: `Subscribed to PostgreSQL`.
    #[serde(default)]
    pub message: String,
    /// The channel, as the application calls it.
    #[serde(default)]
    pub channel: Option<String>,
}

impl SystemMessage {
    pub(super) fn is_ok(&self) -> bool {
        self.status == "ok"
    }

    pub(super) fn is_about_changes(&self) -> bool {
        self.extension == "postgres_changes"
    }
}

/// What the server says about a channel.
///
/// A [`Stream`], and without any trait [`next`](Self::next). It ends when the channel does.
#[must_use = "a stream that nobody reads gets nothing"]
pub struct SystemStream(pub(super) Reader<SystemMessage>);

impl SystemStream {
    /// The next message or gap; `None` when the channel was left.
    pub async fn next(&mut self) -> Option<Event<SystemMessage>> {
        std::future::poll_fn(|cx| Pin::new(&mut self.0).poll_next(cx)).await
    }
}

impl Stream for SystemStream {
    type Item = Event<SystemMessage>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0).poll_next(cx)
    }
}

impl fmt::Debug for SystemStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SystemStream")
    }
}
