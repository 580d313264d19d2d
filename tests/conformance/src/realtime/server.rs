//! A WebSocket server that does what a transcript says.

use super::transcript::{Close, Connection};
use crate::compare::pairs;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{ErrorResponse, Request, Response},
        protocol::CloseFrame,
    },
};

/// How long the client may take for anything.
const PATIENCE: Duration = Duration::from_secs(8);

pub(super) struct Server {
    listener: TcpListener,
    pub(super) url: String,
    open: Option<WebSocketStream<TcpStream>>,
}

impl Server {
    pub(super) async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        Ok(Self { listener, url, open: None })
    }

    async fn arrival(&self) -> Result<TcpStream, String> {
        let accepted = timeout(PATIENCE, self.listener.accept()).await;
        let accepted = accepted.map_err(|_| "the client does not connect")?;
        accepted.map(|(stream, _)| stream).map_err(|e| e.to_string())
    }

    /// Waits for a connection, and does not take it.
    pub(super) async fn refuse(&self) -> Result<(), String> {
        self.arrival().await.map(drop)
    }

    /// Waits for a connection, which must ask for what was recorded.
    pub(super) async fn accept(&mut self, recorded: &Connection) -> Result<(), String> {
        let stream = self.arrival().await?;
        let asked = Arc::new(Mutex::new((String::new(), Vec::new())));
        let keep = asked.clone();
        #[expect(clippy::result_large_err, reason = "the library's own answer")]
        let keep = move |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
            let uri = request.uri();
            *keep.lock().unwrap_or_else(PoisonError::into_inner) =
                (uri.path().to_owned(), pairs(uri.query().unwrap_or_default()));
            Ok(response)
        };
        self.open = Some(accept_hdr_async(stream, keep).await.map_err(|e| e.to_string())?);
        let asked = asked.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if asked == (recorded.path.clone(), recorded.query.clone()) {
            Ok(())
        } else {
            Err(format!("asked for {asked:?}, recorded {recorded:?}"))
        }
    }

    /// The next message of the client.
    pub(super) async fn receive(&mut self) -> Result<Message, String> {
        let open = self.open.as_mut().ok_or("there is no connection")?;
        match timeout(PATIENCE, next(open)).await {
            Err(_) => Err("the client is silent".to_owned()),
            Ok(None) => Err("the client is gone".to_owned()),
            Ok(Some(message)) => message.map_err(|e| e.to_string()),
        }
    }

    pub(super) async fn send(&mut self, message: Message) -> Result<(), String> {
        use futures_util::SinkExt as _;
        let open = self.open.as_mut().ok_or("there is no connection")?;
        open.send(message).await.map_err(|e| e.to_string())
    }

    /// Ends the connection.
    pub(super) async fn close(&mut self, close: &Close) -> Result<(), String> {
        let Some(mut open) = self.open.take() else { return Ok(()) };
        if close.abnormal {
            return Ok(());
        }
        let frame = CloseFrame { code: close.code.into(), reason: close.reason.clone().into() };
        open.close(Some(frame)).await.map_err(|e| e.to_string())?;
        // the client agrees
        while let Some(Ok(_)) = next(&mut open).await {}
        Ok(())
    }
}

async fn next(
    open: &mut WebSocketStream<TcpStream>,
) -> Option<Result<Message, tokio_tungstenite::tungstenite::Error>> {
    use futures_util::StreamExt as _;
    open.next().await
}
