//! A server that a test scripts: connections come to it, frames go in and out.

use futures_core::Stream;
use futures_sink::Sink;
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::Duration,
};
use supabase_orm::{
    Client, ClientBuilder,
    http::{BoxFuture, StatusCode},
    realtime::{ConnectError, RealtimeOptions, SocketError, SocketMessage, SocketTransport, WebSocket},
};
use tokio::sync::mpsc;

pub(crate) const KEY: &str = "sb_publishable_0000";

/// Where a client connects to.
#[derive(Clone)]
pub(crate) struct Server {
    arrivals: mpsc::UnboundedSender<Connection>,
    refusals: Arc<Mutex<VecDeque<u16>>>,
    urls: Arc<Mutex<Vec<String>>>,
    /// connections take nothing any more
    stuck: Arc<AtomicBool>,
}

/// What has connected.
pub(crate) struct Arrivals(mpsc::UnboundedReceiver<Connection>);

/// A connection, as the server has it.
pub(crate) struct Connection {
    to: mpsc::UnboundedSender<Result<SocketMessage, SocketError>>,
    from: mpsc::UnboundedReceiver<SocketMessage>,
}

/// The client's end.
struct Wire {
    to: mpsc::UnboundedSender<SocketMessage>,
    from: mpsc::UnboundedReceiver<Result<SocketMessage, SocketError>>,
    stuck: Arc<AtomicBool>,
}

pub(crate) fn server() -> (Server, Arrivals) {
    let (arrivals, receiver) = mpsc::unbounded_channel();
    let server = Server { arrivals, refusals: Arc::default(), urls: Arc::default(), stuck: Arc::default() };
    (server, Arrivals(receiver))
}

impl Server {
    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder("http://h", KEY).realtime(options()).socket_transport(self.clone())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// Refuses the next connections with these statuses; 0 is none.
    pub(crate) fn refuse(&self, statuses: impl IntoIterator<Item = u16>) {
        self.refusals.lock().unwrap().extend(statuses);
    }

    /// The network is gone: what is sent from now on stays in buffers, which are full.
    pub(crate) fn stick(&self, yes: bool) {
        self.stuck.store(yes, Relaxed);
    }

    pub(crate) fn urls(&self) -> Vec<String> {
        self.urls.lock().unwrap().clone()
    }
}

/// Attempts come at once, so that tests need not guess.
pub(crate) fn options() -> RealtimeOptions {
    RealtimeOptions::default().reconnect_after(|_| Duration::from_millis(100))
}

impl SocketTransport for Server {
    fn connect<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Box<dyn WebSocket>, ConnectError>> {
        Box::pin(async move {
            self.urls.lock().unwrap().push(url.to_owned());
            if let Some(status) = self.refusals.lock().unwrap().pop_front() {
                let status = StatusCode::from_u16(status).ok();
                return Err(ConnectError { status, message: "refused".into() });
            }
            let (to, from_client) = mpsc::unbounded_channel();
            let (to_client, from) = mpsc::unbounded_channel();
            let _ = self.arrivals.send(Connection { to: to_client, from: from_client });
            let stuck = self.stuck.clone();
            Ok(Box::new(Wire { to, from, stuck }) as Box<dyn WebSocket>)
        })
    }
}

impl Arrivals {
    pub(crate) async fn next(&mut self) -> Connection {
        let arrival = tokio::time::timeout(Duration::from_secs(600), self.0.recv()).await;
        arrival.expect("nobody connects").expect("the client is gone")
    }

    pub(crate) fn none(&mut self) -> bool {
        self.0.try_recv().is_err()
    }
}

impl Connection {
    /// The next message of the client; `None` when it is gone.
    pub(crate) async fn message(&mut self) -> Option<SocketMessage> {
        tokio::time::timeout(Duration::from_secs(600), self.from.recv()).await.expect("the client is silent")
    }

    /// The next frame: `[join_ref, ref, topic, event, payload]`.
    pub(crate) async fn frame(&mut self) -> Value {
        match self.message().await {
            Some(SocketMessage::Text(text)) => serde_json::from_slice(&text).unwrap(),
            other => panic!("no frame but {other:?}"),
        }
    }

    /// The next frame of an event; others before it must be heartbeats.
    pub(crate) async fn expect(&mut self, event: &str) -> Value {
        loop {
            let frame = self.frame().await;
            if frame[3] == "heartbeat" {
                self.reply(&frame, "ok", json!({}));
                continue;
            }
            assert_eq!(frame[3], event, "{frame}");
            return frame;
        }
    }

    /// The code with which the client closes.
    pub(crate) async fn closed(&mut self) -> Option<(u16, String)> {
        loop {
            match self.message().await {
                Some(SocketMessage::Close(frame)) => return frame,
                Some(_) => {}
                None => return None,
            }
        }
    }

    /// Nothing came, however long this test waited.
    pub(crate) fn is_silent(&mut self) -> bool {
        self.from.try_recv().is_err()
    }

    pub(crate) fn send(&self, frame: &Value) {
        let _ = self.to.send(Ok(SocketMessage::text(frame.to_string())));
    }

    pub(crate) fn send_binary(&self, bytes: Vec<u8>) {
        let _ = self.to.send(Ok(SocketMessage::Binary(bytes.into())));
    }

    pub(crate) fn close(&self, code: u16) {
        let _ = self.to.send(Ok(SocketMessage::Close(Some((code, "bye".into())))));
    }

    pub(crate) fn push(&self, event: &str, payload: &Value) {
        self.send(&json!([null, null, "realtime:room", event, payload]));
    }

    pub(crate) fn reply(&self, frame: &Value, status: &str, response: Value) {
        let payload = json!({ "status": status, "response": response });
        self.send(&json!([frame[0], frame[1], frame[2], "phx_reply", payload]));
    }

    /// Lets the next channel in, and says that its changes stream; its join.
    pub(crate) async fn let_in(&mut self) -> Value {
        let join = self.expect("phx_join").await;
        self.accept(&join);
        self.stream(&join);
        join
    }

    /// Lets a channel in.
    pub(crate) fn accept(&self, join: &Value) {
        let bindings = join[4]["config"]["postgres_changes"].as_array().unwrap().clone();
        let bound: Vec<Value> = bindings
            .into_iter()
            .enumerate()
            .map(|(i, mut binding)| {
                binding["id"] = json!(1001 + i);
                binding
            })
            .collect();
        self.reply(join, "ok", json!({ "postgres_changes": bound }));
    }

    /// Says that changes stream, if any are listened to.
    pub(crate) fn stream(&self, join: &Value) {
        if join[4]["config"]["postgres_changes"] != json!([]) {
            self.system(join, "ok", "postgres_changes", "Subscribed to PostgreSQL");
        }
    }

    pub(crate) fn system(&self, join: &Value, status: &str, extension: &str, message: &str) {
        let payload =
            json!({ "status": status, "extension": extension, "message": message, "channel": "room" });
        self.send(&json!([join[0], null, join[2], "system", payload]));
    }
}

impl Stream for Wire {
    type Item = Result<SocketMessage, SocketError>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.from.poll_recv(cx)
    }
}

impl Sink<SocketMessage> for Wire {
    type Error = SocketError;
    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), SocketError>> {
        if self.stuck.load(Relaxed) { Poll::Pending } else { Poll::Ready(Ok(())) }
    }
    fn start_send(self: Pin<&mut Self>, message: SocketMessage) -> Result<(), SocketError> {
        self.to.send(message).map_err(|_| "the connection is broken".into())
    }
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), SocketError>> {
        Poll::Ready(Ok(()))
    }
    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), SocketError>> {
        Poll::Ready(Ok(()))
    }
}

/// Runs two things at once: what the client waits for, and what the server does about it.
pub(crate) async fn both<A, B>(client: impl Future<Output = A>, server: impl Future<Output = B>) -> (A, B) {
    tokio::join!(client, server)
}
