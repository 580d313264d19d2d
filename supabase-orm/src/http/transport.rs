//! The seam to the network, and reqwest behind it.

use super::{Body, BoxFuture, Request, Response, ResponseBody, StreamBody, response::Chunks};
use crate::error::{Error, Result};
use bytes::Bytes;
use http::{
    HeaderValue, Method,
    header::{CONNECTION, CONTENT_LENGTH},
};
use std::{
    error::Error as StdError,
    fmt,
    sync::{Arc, OnceLock},
};

/// Carries requests: the seam for fakes in unit tests, recorders and other HTTP clients.
///
/// It sends a request once. Retries, timeouts, credentials and errors of the server stand above it. A trait object: nothing
/// is generic over it.
///
/// ```
/// use supabase_orm::http::{BoxFuture, Request, Response, Transport, TransportError};
///
/// struct Empty;
/// impl Transport for Empty {
///     fn send(&self, _: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
///         Box::pin(async { Ok(Response::new(200, "[]")) })
///     }
/// }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and waits for the head of the answer. Dropping the future cancels the request.
    ///
    /// # Errors
    /// When there is no answer. An answer with an error status is an answer.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>>;
}

/// How far a request came that got no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// The request is not a valid one: it was not sent.
    Build,
    /// There was no connection: the request was not sent.
    Connect,
    /// The connection broke or the time ran out after sending began: the server may have acted on it.
    Exchange,
    /// The head of the answer came, its body did not come to the end: the server has acted on it.
    Body,
}

/// There was no answer, or it broke off.
#[derive(Debug)]
pub struct TransportError {
    phase: Phase,
    source: Box<dyn StdError + Send + Sync>,
}

impl TransportError {
    /// For implementations of [`Transport`].
    pub fn new(phase: Phase, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { phase, source: source.into() }
    }

    /// How far the request came.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// An address may hold values of filters, so the one that reqwest knows is taken away.
    fn of_reqwest(phase: Phase, error: reqwest::Error) -> Self {
        let phase = if error.is_builder() {
            Phase::Build
        } else if error.is_connect() {
            Phase::Connect
        } else {
            phase
        };
        Self::new(phase, error.without_url())
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.phase {
            Phase::Build => "the request is not valid and was not sent",
            Phase::Connect => "no connection, the request was not sent",
            Phase::Exchange => {
                "the connection broke before an answer came, the server may have acted on the request"
            }
            Phase::Body => "the connection broke in the middle of the answer",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.source.as_ref())
    }
}

/// The usual transport, by `reqwest`. Clones share their connections.
///
/// A client that is given none makes one itself. It is public for transports around it:
///
/// ```
/// use supabase_orm::{Client, http::*};
///
/// /// Prints what is sent.
/// struct Loud(ReqwestTransport);
/// impl Transport for Loud {
///     fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
///         println!("{} {}", request.method, request.path());
///         self.0.send(request)
///     }
/// }
/// # fn f() -> supabase_orm::Result<()> {
/// let loud = Loud(ReqwestTransport::new()?);
/// let db = Client::builder("https://<ref>.supabase.co", "sb_publishable_..").transport(loud).build()?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    uploads: Uploads,
}

/// What carries streams. A server that refuses one does not read the rest of it, so the next request on that connection would
/// wait for ever: no connection that carried a stream is used again.
#[derive(Clone)]
enum Uploads {
    /// A client without a pool, made when it is needed first.
    Own(Arc<OnceLock<reqwest::Client>>),
    /// The caller's client, which is told to close the connection.
    Closing,
}

impl ReqwestTransport {
    /// One that keeps connections and follows redirects within one origin only: the `apikey` header is not known to HTTP
    /// libraries as a secret and would go along to another host.
    ///
    /// # Errors
    /// When the certificates or the resolver of the system cannot be loaded.
    pub fn new() -> Result<Self> {
        Self::with_defaults().map_err(|e| Error::config(format!("the HTTP client cannot be built: {e}")))
    }

    pub(crate) fn with_defaults() -> Result<Self, reqwest::Error> {
        Ok(Self { client: defaults().build()?, uploads: Uploads::Own(Arc::default()) })
    }

    /// The client for this body, which may need a header for it.
    fn client_for(&self, request: &mut Request) -> Result<&reqwest::Client, TransportError> {
        match (&request.body, &self.uploads) {
            (Body::Stream(_), Uploads::Own(unpooled)) => match unpooled.get() {
                Some(client) => Ok(client),
                None => {
                    let made = defaults().pool_max_idle_per_host(0).build();
                    let made = made.map_err(|e| TransportError::of_reqwest(Phase::Build, e))?;
                    Ok(unpooled.get_or_init(|| made))
                }
            },
            (Body::Stream(_), Uploads::Closing) => {
                request.headers.set(CONNECTION, HeaderValue::from_static("close"));
                Ok(&self.client)
            }
            _ => Ok(&self.client),
        }
    }
}

fn defaults() -> reqwest::ClientBuilder {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::custom(|attempt| {
        let same = attempt.previous().last().is_some_and(|from| from.origin() == attempt.url().origin());
        if same && attempt.previous().len() < 10 { attempt.follow() } else { attempt.stop() }
    }))
}

impl From<reqwest::Client> for ReqwestTransport {
    /// The caller's own, with its redirects, proxies and certificates.
    fn from(client: reqwest::Client) -> Self {
        Self { client, uploads: Uploads::Closing }
    }
}

impl fmt::Debug for ReqwestTransport {
    /// Without the headers of the client, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, mut request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let client = self.client_for(&mut request)?;
            let url = reqwest::Url::parse(&request.url).map_err(|e| TransportError::new(Phase::Build, e))?;
            let mut out = reqwest::Request::new(request.method, url);
            for (name, value) in request.headers.iter().chain(request.credentials.iter()) {
                out.headers_mut().insert(name.clone(), value.clone());
            }
            let stream = match request.body {
                Body::Empty => {
                    if matches!(*out.method(), Method::POST | Method::PUT | Method::PATCH) {
                        // gateways refuse these with 411 if nobody says that there is no payload
                        out.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
                    }
                    None
                }
                Body::Bytes(bytes) => {
                    *out.body_mut() = Some(bytes.into());
                    None
                }
                Body::Stream(stream) => {
                    *out.body_mut() = Some(reqwest::Body::wrap(stream.sent()?));
                    Some(Stop(stream))
                }
            };
            let answer =
                client.execute(out).await.map_err(|e| TransportError::of_reqwest(Phase::Exchange, e));
            drop(stream);
            let answer = answer?;
            let (status, headers) = (answer.status(), answer.headers().clone());
            Ok(Response { status, headers, body: ResponseBody::from_chunks(Arriving(answer)) })
        })
    }
}

/// Whatever was not read of a stream when the answer came, or when nobody waits for it, is not read any more: a file is closed,
/// even if the connection lingers.
struct Stop(StreamBody);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.stop();
    }
}

struct Arriving(reqwest::Response);

impl Chunks for Arriving {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async { self.0.chunk().await.map_err(|e| TransportError::of_reqwest(Phase::Body, e)) })
    }
}
