//! What goes wrong when a test asks for it.

use super::{
    answer::{Answer, Content},
    call::Call,
};
use axum::{
    body::{Body, Bytes},
    response::Response,
};
use hyper::body::Frame;
use serde_json::json;
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
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
    /// The connection breaks before the answer is whole; nothing is done.
    Break,
    /// The connection breaks before the answer is whole, but what was asked for is done.
    LoseAnswer,
    /// The answer comes later.
    Delay(Duration),
}

/// The faults asked for, by the text of the requests they are for.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<(String, usize, Fault)>);

impl Faults {
    pub(super) fn add(&mut self, text: &str, times: usize, fault: Fault) {
        self.0.push((text.to_owned(), times, fault));
    }

    pub(super) fn remove(&mut self, text: &str) -> usize {
        let left = self.0.iter().filter(|(of, ..)| of == text).map(|(_, times, _)| times).sum();
        self.0.retain(|(of, ..)| of != text);
        left
    }

    /// What this request meets.
    pub(super) fn take(&mut self, call: &Call) -> Option<Fault> {
        let (_, times, fault) = self.0.iter_mut().find(|(text, times, _)| *times > 0 && call.holds(text))?;
        *times -= 1;
        Some(*fault)
    }
}

/// The error of a server in trouble.
pub(super) fn status(status: u16) -> Answer {
    let code = if status == 429 { "over_request_rate_limit" } else { "unexpected_failure" };
    let body = json!({"code": code, "message": "a fault that a test asked for"});
    let answer = Answer { status, headers: Vec::new(), content: Content::Json(body) };
    answer.with("x-sb-error-code", code).with("x-supabase-api-version", "2024-01-01")
}

/// What a gateway says about a server in trouble.
pub(super) fn html(status: u16) -> Answer {
    let page = "<!doctype html><title>Service unavailable</title>".to_owned();
    Answer { status, headers: Vec::new(), content: Content::Html(page) }
}

/// An answer that ends in its middle.
pub(super) fn broken() -> Response {
    Response::new(Body::new(Broken { polls: 0 }))
}

/// A body of some bytes and then an error, which closes the connection.
struct Broken {
    polls: u8,
}

impl hyper::body::Body for Broken {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.polls = self.polls.saturating_add(1);
        match self.polls {
            1 => Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"{\"access_token\":"))))),
            // what there is, is sent when nothing more is ready
            2 => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            _ => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
        }
    }
}
