//! What goes wrong in a double when a test asks for it.

use axum::{
    body::{Body, Bytes},
    response::Response,
};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// This status with an error as the server writes it; nothing is done.
    Status(u16),
    /// This status with a page of HTML, as gateways answer; nothing is done.
    Html(u16),
    /// The same as [`Status`](Self::Status), but at once: the payload is left unread and the connection open, so
    /// that whatever is sent over it next is never answered. The double of Auth, whose payloads are small, reads them.
    Refuse(u16),
    /// The connection breaks before the answer is whole; nothing is done.
    Break,
    /// The connection breaks before the answer is whole, but what was asked for is done.
    LoseAnswer,
    /// The connection breaks when so many bytes of the answer were sent; what was asked for is done.
    CutAnswer(u64),
    /// The answer comes later.
    Delay(Duration),
}

/// The faults asked for, by the text of the requests they are for.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<(String, usize, Fault)>);

impl Faults {
    pub(crate) fn add(&mut self, text: &str, times: usize, fault: Fault) {
        self.0.push((text.to_owned(), times, fault));
    }

    pub(crate) fn remove(&mut self, text: &str) -> usize {
        let left = self.0.iter().filter(|(of, ..)| of == text).map(|(_, times, _)| times).sum();
        self.0.retain(|(of, ..)| of != text);
        left
    }

    /// What the request meets that holds some texts.
    pub(crate) fn take(&mut self, holds: impl Fn(&str) -> bool) -> Option<Fault> {
        let (_, times, fault) = self.0.iter_mut().find(|(text, times, _)| *times > 0 && holds(text))?;
        *times -= 1;
        Some(*fault)
    }
}

/// What a gateway says about a server in trouble.
pub(crate) const PAGE: &str = "<!doctype html><title>Service unavailable</title>";

/// An answer that ends in its middle.
pub(crate) fn broken() -> Response {
    cut(Response::new(Body::from("{\"cut\":true}")), 5)
}

/// The answer up to so many bytes of its body.
pub(crate) fn cut(answer: Response, after: u64) -> Response {
    answer.map(|body| Body::new(Cut { body, left: after, is_flushed: false }))
}

/// A body that ends with an error, which closes the connection.
struct Cut {
    body: Body,
    left: u64,
    is_flushed: bool,
}

impl HttpBody for Cut {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.left > 0
            && let Some(Ok(frame)) = ready!(Pin::new(&mut self.body).poll_frame(context))
            && let Ok(mut data) = frame.into_data()
        {
            data.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
            self.left = self.left.saturating_sub(u64::try_from(data.len()).unwrap_or(u64::MAX));
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        self.left = 0;
        if self.is_flushed {
            return Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())));
        }
        // what there is, is sent when nothing more is ready
        self.is_flushed = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
