//! A response as data.

use super::{BoxFuture, TransportError};
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};
use std::fmt;

/// What a [`Transport`](super::Transport) answers: status, headers, and a body that may still be arriving.
#[derive(Debug)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: ResponseBody,
}

impl Response {
    /// A response whose body is in memory. `status` outside of 100..=999 becomes 500.
    ///
    /// ```
    /// # use supabase_orm::http::Response;
    /// let r = Response::new(200, "[]");
    /// assert!(r.status.is_success());
    /// ```
    #[must_use]
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, headers: HeaderMap::new(), body: ResponseBody::from(body.into()) }
    }

    /// The same with one more header.
    #[must_use]
    pub fn with_header(mut self, name: http::HeaderName, value: http::HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// A header as text; `None` also if it is not ASCII.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|v| v.to_str().ok())
    }
}

/// A body that arrives in chunks.
pub trait Chunks: Send {
    /// The next chunk, or `None` at the end.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

/// The body of a [`Response`], in memory or still arriving.
pub struct ResponseBody(Kind);

enum Kind {
    Whole(Option<Bytes>),
    Arriving(Box<dyn Chunks>),
}

impl ResponseBody {
    /// A body that arrives in chunks.
    pub fn from_chunks(chunks: impl Chunks + 'static) -> Self {
        Self(Kind::Arriving(Box::new(chunks)))
    }

    /// The next chunk, or `None` at the end.
    ///
    /// # Errors
    /// When the connection breaks in the middle of the body.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        match &mut self.0 {
            Kind::Whole(bytes) => Ok(bytes.take().filter(|b| !b.is_empty())),
            Kind::Arriving(chunks) => chunks.next().await,
        }
    }

    /// The rest of the body.
    ///
    /// # Errors
    /// When the connection breaks in the middle of the body.
    pub async fn bytes(mut self) -> Result<Bytes, TransportError> {
        let Some(first) = self.chunk().await? else { return Ok(Bytes::new()) };
        let Some(second) = self.chunk().await? else { return Ok(first) };
        let mut all = BytesMut::with_capacity(2 * (first.len() + second.len()));
        all.extend_from_slice(&first);
        all.extend_from_slice(&second);
        while let Some(more) = self.chunk().await? {
            all.extend_from_slice(&more);
        }
        Ok(all.freeze())
    }
}

impl From<Bytes> for ResponseBody {
    fn from(bytes: Bytes) -> Self {
        Self(Kind::Whole(Some(bytes)))
    }
}

impl fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Whole(bytes) => write!(f, "{} bytes", bytes.as_ref().map_or(0, Bytes::len)),
            Kind::Arriving(_) => f.write_str("arriving"),
        }
    }
}
