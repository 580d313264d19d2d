//! WebSockets by tokio-tungstenite.

use super::{ConnectError, SocketError, SocketMessage, SocketTransport, WebSocket};
use crate::http::BoxFuture;
use futures_core::Stream;
use futures_sink::Sink;
use std::{
    pin::Pin,
    task::{Context, Poll},
};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{self, Message, Utf8Bytes, handshake, protocol::CloseFrame},
};

/// The usual transport. It takes the certificates that the platform trusts, and no proxy.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct TungsteniteTransport;

impl SocketTransport for TungsteniteTransport {
    fn connect<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Box<dyn WebSocket>, ConnectError>> {
        Box::pin(async move {
            let (socket, _) = open(url).await?;
            Ok(Box::new(Connected(socket)) as Box<dyn WebSocket>)
        })
    }
}

type Opened = (WebSocketStream<MaybeTlsStream<TcpStream>>, handshake::client::Response);

// small messages are not held back for larger ones
const NO_DELAY: bool = true;

#[cfg(any(feature = "rustls", feature = "native-tls"))]
async fn open(url: &str) -> Result<Opened, ConnectError> {
    let connector = connector(url)?;
    let opened = tokio_tungstenite::connect_async_tls_with_config(url, None, NO_DELAY, connector).await;
    opened.map_err(refused)
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
async fn open(url: &str) -> Result<Opened, ConnectError> {
    tokio_tungstenite::connect_async_with_config(url, None, NO_DELAY).await.map_err(refused)
}

/// With the certificates that reqwest takes.
#[cfg(feature = "rustls")]
fn connector(url: &str) -> Result<Option<tokio_tungstenite::Connector>, ConnectError> {
    use rustls::{ClientConfig, crypto::aws_lc_rs};
    use rustls_platform_verifier::BuilderVerifierExt;
    use std::sync::Arc;
    if !url.starts_with("wss:") {
        return Ok(None);
    }
    let fault =
        |e: rustls::Error| ConnectError { status: None, message: format!("TLS cannot be set up: {e}") };
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(fault)?
        .with_no_client_auth();
    Ok(Some(tokio_tungstenite::Connector::Rustls(Arc::new(config))))
}

/// What the platform's own library does by default.
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
#[expect(clippy::unnecessary_wraps, reason = "with rustls it may fail")]
fn connector(_: &str) -> Result<Option<tokio_tungstenite::Connector>, ConnectError> {
    Ok(None)
}

fn refused(error: tungstenite::Error) -> ConnectError {
    match error {
        tungstenite::Error::Http(response) => {
            let body = response.body().as_deref().unwrap_or_default();
            ConnectError { status: Some(response.status()), message: super::words(body) }
        }
        other => ConnectError { status: None, message: other.to_string() },
    }
}

struct Connected(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Stream for Connected {
    type Item = Result<SocketMessage, SocketError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let message = match std::task::ready!(Pin::new(&mut self.0).poll_next(cx)) {
                None => return Poll::Ready(None),
                Some(Err(e)) => return Poll::Ready(Some(Err(e.into()))),
                Some(Ok(message)) => message,
            };
            return Poll::Ready(Some(Ok(match message {
                Message::Text(text) => SocketMessage::Text(text.into()),
                Message::Binary(bytes) => SocketMessage::Binary(bytes),
                Message::Close(frame) => {
                    SocketMessage::Close(frame.map(|f| (f.code.into(), f.reason.to_string())))
                }
                Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => continue,
            })));
        }
    }
}

impl Sink<SocketMessage> for Connected {
    type Error = SocketError;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SocketError>> {
        Pin::new(&mut self.0).poll_ready(cx).map_err(Into::into)
    }

    fn start_send(mut self: Pin<&mut Self>, message: SocketMessage) -> Result<(), SocketError> {
        let message = match message {
            SocketMessage::Text(text) => Message::Text(Utf8Bytes::try_from(text)?),
            SocketMessage::Binary(bytes) => Message::Binary(bytes),
            SocketMessage::Close(frame) => Message::Close(
                frame.map(|(code, reason)| CloseFrame { code: code.into(), reason: reason.into() }),
            ),
        };
        Pin::new(&mut self.0).start_send(message).map_err(Into::into)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SocketError>> {
        Pin::new(&mut self.0).poll_flush(cx).map_err(Into::into)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SocketError>> {
        Pin::new(&mut self.0).poll_close(cx).map_err(Into::into)
    }
}
