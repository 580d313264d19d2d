//! Heartbeats: whether the server is there.

use futures_core::Stream;
use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::sync::broadcast::{self, error::RecvError};

/// What becomes of a heartbeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Heartbeat {
    /// It was sent.
    Sent,
    /// The server answered.
    Ok,
    /// The server answered with an error.
    Error,
    /// The server did not answer before the next one was due: the connection is made anew.
    Timeout,
}

/// What becomes of heartbeats. A [`Stream`], and without any trait [`next`](Self::next).
pub struct Heartbeats(Next);

type Receiver = broadcast::Receiver<Heartbeat>;
type Next = Pin<Box<dyn Future<Output = (Result<Heartbeat, RecvError>, Receiver)> + Send + Sync>>;

fn receive(mut receiver: Receiver) -> Next {
    Box::pin(async move { (receiver.recv().await, receiver) })
}

impl Heartbeats {
    pub(super) fn new(receiver: Receiver) -> Self {
        Self(receive(receiver))
    }

    /// The next one; `None` when the client is gone. Who is late misses some.
    pub async fn next(&mut self) -> Option<Heartbeat> {
        std::future::poll_fn(|cx| self.poll_heartbeat(cx)).await
    }

    fn poll_heartbeat(&mut self, cx: &mut Context<'_>) -> Poll<Option<Heartbeat>> {
        loop {
            let (heartbeat, receiver) = std::task::ready!(self.0.as_mut().poll(cx));
            self.0 = receive(receiver);
            match heartbeat {
                Ok(heartbeat) => return Poll::Ready(Some(heartbeat)),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return Poll::Ready(None),
            }
        }
    }
}

impl Stream for Heartbeats {
    type Item = Heartbeat;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Heartbeat>> {
        self.poll_heartbeat(cx)
    }
}

impl fmt::Debug for Heartbeats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Heartbeats")
    }
}
