//! The payload of a request, which may stay unread.

use axum::body::{Body, BodyDataStream, Bytes, HttpBody as _};
use futures_core::Stream;
use std::{
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

/// How much the real server has taken in before it knows that it will refuse.
const TAKEN: usize = 128 * 1024;
/// For so long a connection with an unread payload stays open.
const OPEN: Duration = Duration::from_secs(60);

/// A payload; its clones are the same one.
#[derive(Debug, Clone)]
pub(super) struct Payload(Arc<Mutex<Left>>);

#[derive(Debug)]
struct Left {
    /// `None` when all of it was read.
    stream: Option<BodyDataStream>,
}

impl Payload {
    pub(super) fn new(body: Body) -> Self {
        let stream = (!body.is_end_stream()).then(|| body.into_data_stream());
        Self(Arc::new(Mutex::new(Left { stream })))
    }

    /// The next piece; `None` at the end.
    pub(super) async fn next(&mut self) -> Option<Result<Bytes, axum::Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn is_read(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).stream.is_none()
    }

    /// Nobody will read the rest: it stays where it is, in the connection, which stays open. That is what the real
    /// server does after a refusal, and what clients have to cope with.
    pub(super) fn leave(mut self) {
        if self.is_read() {
            return;
        }
        tokio::spawn(async move {
            let mut taken = 0;
            while taken < TAKEN
                && let Some(Ok(chunk)) = self.next().await
            {
                taken += chunk.len();
            }
            if !self.is_read() {
                tokio::time::sleep(OPEN).await;
            }
        });
    }

    /// All of it, for nothing.
    pub(super) async fn drain(&mut self) {
        while let Some(Ok(_)) = self.next().await {}
    }
}

impl Stream for Payload {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(stream) = &mut left.stream else { return Poll::Ready(None) };
        let next = ready!(Pin::new(stream).poll_next(context));
        if !matches!(next, Some(Ok(_))) {
            left.stream = None;
        }
        Poll::Ready(next)
    }
}
