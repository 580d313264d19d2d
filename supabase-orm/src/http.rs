//! Requests and responses as data, and the seam they cross.
//!
//! Everything up to [`Transport`] is plain data: a query builds a [`Request`], the client adds its credentials, a
//! transport carries it and gives back a [`Response`]. Nothing in here knows PostgREST: auth, storage, functions and
//! realtime use the same seam.

mod request;
mod response;
mod retry;
mod stream;
mod transport;

/// What the `http` crate has in these signatures.
pub use ::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
pub use request::{Body, Headers, Request};
pub use response::{Chunks, Response, ResponseBody};
pub(crate) use retry::{Backoff, retry_after};
pub use stream::{BodyStream, StreamBody, StreamError};
pub use transport::{Phase, ReqwestTransport, Transport, TransportError};

/// A boxed future that may cross threads: what a [`Transport`] and every query answer with.
pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;
