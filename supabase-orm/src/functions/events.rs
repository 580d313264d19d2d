//! Server-sent events of a function.

use super::FunctionAnswer;
use crate::{
    error::{Error, ErrorKind, Result},
    http::BoxFuture,
    json::ReadError,
};
use bytes::Bytes;
use eventsource_stream::{EventStream, EventStreamError, Eventsource};
use futures_core::Stream;
use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

/// One server-sent event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FunctionEvent {
    /// What kind it is; `message` if it does not say.
    pub event: String,
    /// Its data; several lines are joined by `\n`.
    pub data: String,
    /// The last id that was sent; `""` if none was.
    pub id: String,
    /// How long to wait before asking again, if the function says so.
    pub retry: Option<Duration>,
}

/// The events of a function, as they arrive: a [`Stream`], and without any trait [`next`](Self::next).
///
/// It ends with the body. A connection that breaks is an error, not the end.
#[must_use = "events arrive while they are asked for"]
pub struct FunctionEvents(Pin<Box<EventStream<Chunks>>>);

impl FunctionEvents {
    pub(super) fn new(answer: FunctionAnswer) -> Self {
        Self(Box::pin(Chunks::Idle(Some(Box::new(answer))).eventsource()))
    }

    /// The next event, `None` at the end.
    ///
    /// # Errors
    /// When the connection breaks, or what arrives is not UTF-8.
    pub async fn next(&mut self) -> Option<Result<FunctionEvent>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl Stream for FunctionEvents {
    type Item = Result<FunctionEvent>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let event = ready!(self.0.as_mut().poll_next(cx));
        Poll::Ready(event.map(|event| match event {
            Ok(e) => Ok(FunctionEvent { event: e.event, data: e.data, id: e.id, retry: e.retry }),
            Err(EventStreamError::Transport(e)) => Err(e),
            Err(e) => {
                let what = format!("the events of the function: {e}");
                Err(Error::new(ErrorKind::Decode(ReadError::new(what))))
            }
        }))
    }
}

impl fmt::Debug for FunctionEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FunctionEvents")
    }
}

type Reading = BoxFuture<'static, (Box<FunctionAnswer>, Result<Option<Bytes>>)>;

/// The pieces of a body as a stream.
enum Chunks {
    Idle(Option<Box<FunctionAnswer>>),
    Reading(Reading),
}

impl Stream for Chunks {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match &mut *self {
                Self::Idle(answer) => {
                    let Some(mut answer) = answer.take() else { return Poll::Ready(None) };
                    *self = Self::Reading(Box::pin(async move {
                        let chunk = answer.chunk().await;
                        (answer, chunk)
                    }));
                }
                Self::Reading(reading) => {
                    let (answer, chunk) = ready!(reading.as_mut().poll(cx));
                    let more = matches!(chunk, Ok(Some(_)));
                    *self = Self::Idle(more.then_some(answer));
                    return Poll::Ready(chunk.transpose());
                }
            }
        }
    }
}
