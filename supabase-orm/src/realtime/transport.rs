//! The seam to the network: WebSockets as streams of messages.

mod tungstenite;

pub use tungstenite::TungsteniteTransport;

use crate::http::BoxFuture;
use bytes::Bytes;
use futures_core::Stream;
use futures_sink::Sink;
use http::StatusCode;
use std::fmt;

/// Opens WebSockets: the seam for scripted servers in tests, proxies and other libraries.
///
/// ```
/// use supabase_orm::{http::BoxFuture, realtime::{ConnectError, SocketTransport, TungsteniteTransport, WebSocket}};
///
/// /// Says when it connects.
/// struct Loud(TungsteniteTransport);
/// impl SocketTransport for Loud {
///     fn connect<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Box<dyn WebSocket>, ConnectError>> {
///         println!("connecting"); // the address holds the key
///         self.0.connect(url)
///     }
/// }
/// # fn f() -> supabase_orm::Result<()> {
/// let db = supabase_orm::Client::builder("https://<ref>.supabase.co", "sb_publishable_..")
///     .socket_transport(Loud(TungsteniteTransport::default()))
///     .build()?;
/// # Ok(()) }
/// ```
pub trait SocketTransport: Send + Sync + 'static {
    /// Opens a WebSocket. The query of the address holds the api key: it belongs into no log.
    ///
    /// # Errors
    /// When there is no connection, or the server refuses.
    fn connect<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Box<dyn WebSocket>, ConnectError>>;
}

/// An open WebSocket: messages come out of the stream and go into the sink. The end of the stream is the end of the connection.
pub trait WebSocket:
    Stream<Item = Result<SocketMessage, SocketError>> + Sink<SocketMessage, Error = SocketError> + Send + Unpin
{
}

impl<W> WebSocket for W where
    W: Stream<Item = Result<SocketMessage, SocketError>>
        + Sink<SocketMessage, Error = SocketError>
        + Send
        + Unpin
{
}

/// One message of a WebSocket. Pings are the transport's own. `Debug` shows no content.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SocketMessage {
    /// Text, in UTF-8.
    Text(Bytes),
    /// Bytes.
    Binary(Bytes),
    /// The end, with a code and a reason where there is one.
    Close(Option<(u16, String)>),
}

impl SocketMessage {
    /// A text message.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Bytes::from(text.into()))
    }
}

impl fmt::Debug for SocketMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "text of {} bytes", text.len()),
            Self::Binary(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Close(Some((code, _))) => write!(f, "close {code}"),
            Self::Close(None) => f.write_str("close"),
        }
    }
}

/// Why a WebSocket broke.
pub type SocketError = Box<dyn std::error::Error + Send + Sync>;

/// Why there is no WebSocket.
#[derive(Debug)]
pub struct ConnectError {
    /// The status, where the server answered.
    pub status: Option<StatusCode>,
    /// What is known of why.
    pub message: String,
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => write!(f, "{status}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ConnectError {}

/// `{"error": ..}` or text; a page of a gateway says nothing.
pub(super) fn words(body: &[u8]) -> String {
    #[derive(serde::Deserialize)]
    struct Words {
        #[serde(alias = "message", alias = "msg")]
        error: String,
    }
    match serde_json::from_slice::<Words>(body) {
        Ok(words) => words.error,
        Err(_) => {
            std::str::from_utf8(body).ok().filter(|t| t.len() < 200).unwrap_or_default().trim().to_owned()
        }
    }
}
