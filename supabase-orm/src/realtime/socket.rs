//! The task that owns the socket: it moves messages and time into the [`Hub`] and out of it.

use super::{
    hub::{Command, Fetched, Hub, Lost, Source},
    part::{Owner, Registry},
    transport::{ConnectError, SocketMessage, WebSocket},
};
use crate::{Result, client::Client, http::BoxFuture};
use futures_core::Stream;
use futures_sink::Sink;
use std::{
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    sync::mpsc,
    time::{Instant, Sleep},
};

/// How long a token may be waited for: after that the one there is must do.
const TOKEN_TIME: Duration = Duration::from_secs(10);
/// How long the server may take to agree that the socket is closed.
const CLOSE_TIME: Duration = Duration::from_secs(1);

/// Messages that are read before anything else is looked at.
const AT_ONCE: usize = 64;

type Connecting = BoxFuture<'static, Result<Box<dyn WebSocket>, ConnectError>>;
type Fetching = BoxFuture<'static, Fetched>;

/// Runs until the client and its channels are dropped.
pub(super) fn run(
    client: &Client,
    registry: Arc<Registry>,
    commands: mpsc::UnboundedReceiver<Command>,
) -> impl Future<Output = ()> + Send + 'static {
    let mut socket = Socket {
        hub: Hub::new(client.realtime_settings().options.clone(), registry),
        owner: Owner(client.downgraded()),
        commands,
        #[cfg(feature = "auth")]
        session: client.session_events(),
        connecting: None,
        open: None,
        fetching: None,
        sleep: None,
    };
    poll_fn(move |cx| socket.poll(cx))
}

struct Socket {
    hub: Hub,
    owner: Owner,
    commands: mpsc::UnboundedReceiver<Command>,
    #[cfg(feature = "auth")]
    session: Option<crate::auth::AuthEvents>,
    connecting: Option<Connecting>,
    open: Option<Open>,
    fetching: Option<Fetching>,
    sleep: Option<Pin<Box<Sleep>>>,
}

/// A connection.
struct Open {
    socket: Box<dyn WebSocket>,
    /// something was given to it that may not be sent yet
    unflushed: bool,
    /// it is being closed: until when the server is waited for, and what it means
    closing: Option<(Pin<Box<Sleep>>, Lost)>,
    /// the last message, behind what is on its way
    last: Option<SocketMessage>,
}

impl Socket {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            let now = Instant::now();
            let mut busy = false;
            match self.poll_commands(cx, now) {
                Poll::Ready(None) => {
                    self.farewell(cx);
                    return Poll::Ready(());
                }
                Poll::Ready(Some(())) => busy = true,
                Poll::Pending => {}
            }
            busy |= self.poll_session(cx);
            busy |= self.poll_token(cx, now);
            busy |= self.poll_connecting(cx, now);
            busy |= self.poll_received(cx, now);
            // ahead of the time: what waits for a limit sets a timer
            self.hub.pump(now);
            busy |= self.poll_time(cx, now);
            busy |= self.begin();
            busy |= self.poll_send(cx, now);
            if !busy {
                return Poll::Pending;
            }
        }
    }

    /// The client is gone: the server is told, as far as that takes no time.
    fn farewell(&mut self, cx: &mut Context<'_>) {
        let Some(open) = &mut self.open else { return };
        if Pin::new(&mut open.socket).poll_ready(cx).is_ready() {
            let close = SocketMessage::Close(Some((1000, String::new())));
            let _ = Pin::new(&mut open.socket).start_send(close);
            let _ = Pin::new(&mut open.socket).poll_flush(cx);
        }
    }

    /// Handles ask; `None` when there are none any more.
    fn poll_commands(&mut self, cx: &mut Context<'_>, now: Instant) -> Poll<Option<()>> {
        let command = std::task::ready!(self.commands.poll_recv(cx));
        Poll::Ready(command.map(|command| self.hub.command(command, now)))
    }

    #[cfg(feature = "auth")]
    fn poll_session(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(session) = &mut self.session else { return false };
        match Pin::new(session).poll_next(cx) {
            Poll::Pending => return false,
            Poll::Ready(Some(_)) => self.hub.session_changed(),
            Poll::Ready(None) => self.session = None,
        }
        true
    }

    #[cfg(not(feature = "auth"))]
    #[expect(clippy::unused_self, reason = "without sessions there are no events")]
    fn poll_session(&mut self, _: &mut Context<'_>) -> bool {
        false
    }

    fn poll_token(&mut self, cx: &mut Context<'_>, now: Instant) -> bool {
        let Some(fetching) = &mut self.fetching else { return false };
        let Poll::Ready(token) = fetching.as_mut().poll(cx) else { return false };
        self.fetching = None;
        self.hub.token(token, now);
        true
    }

    fn poll_connecting(&mut self, cx: &mut Context<'_>, now: Instant) -> bool {
        let Some(connecting) = &mut self.connecting else { return false };
        let Poll::Ready(connected) = connecting.as_mut().poll(cx) else { return false };
        self.connecting = None;
        match connected {
            Ok(socket) => {
                self.open = Some(Open { socket, unflushed: false, closing: None, last: None });
                self.hub.connected(now);
            }
            Err(refusal) => self.hub.refused(refusal, now),
        }
        true
    }

    /// What has come: some of it, so that the rest has its turn too.
    fn poll_received(&mut self, cx: &mut Context<'_>, now: Instant) -> bool {
        (0..AT_ONCE).take_while(|_| self.poll_message(cx, now)).count() > 0
    }

    fn poll_message(&mut self, cx: &mut Context<'_>, now: Instant) -> bool {
        let Some(open) = &mut self.open else { return false };
        let lost = match Pin::new(&mut open.socket).poll_next(cx) {
            Poll::Pending => return false,
            Poll::Ready(Some(Ok(SocketMessage::Close(frame)))) => {
                // the transport's agreement to the close, as far as that takes no time
                let _ = Pin::new(&mut open.socket).poll_flush(cx);
                Lost::Closed(frame)
            }
            Poll::Ready(Some(Ok(message))) => {
                if open.closing.is_none() {
                    self.hub.receive(&message, now);
                }
                return true;
            }
            Poll::Ready(Some(Err(e))) => Lost::Broken(e.to_string()),
            Poll::Ready(None) => Lost::Closed(None),
        };
        self.ended(lost, now);
        true
    }

    /// The connection is over. If it was being closed, that is why.
    fn ended(&mut self, lost: Lost, now: Instant) {
        if let Some(open) = self.open.take() {
            let lost = open.closing.map_or(lost, |(_, meant)| meant);
            self.hub.lost(&lost, now);
        }
    }

    fn poll_time(&mut self, cx: &mut Context<'_>, now: Instant) -> bool {
        if let Some(Open { closing: Some((until, lost)), .. }) = &mut self.open
            && until.as_mut().poll(cx).is_ready()
        {
            let lost = lost.clone();
            self.ended(lost, now);
            return true;
        }
        let Some(deadline) = self.hub.deadline() else { return false };
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        if sleep.deadline() != deadline {
            sleep.as_mut().reset(deadline);
        }
        if sleep.as_mut().poll(cx).is_pending() {
            return false;
        }
        self.hub.tick(now.max(deadline));
        true
    }

    /// Begins what the hub wants: a connection, a token.
    fn begin(&mut self) -> bool {
        let mut busy = false;
        if self.hub.wants_connection()
            && let Some(client) = self.owner.client()
        {
            self.connecting = Some(connect(client));
            busy = true;
        }
        if let Some(source) = self.hub.wants_token() {
            let client = self.owner.client();
            self.fetching = Some(Box::pin(fetch(client, source)));
            busy = true;
        }
        busy
    }

    fn poll_send(&mut self, cx: &mut Context<'_>, now: Instant) -> bool {
        let Some(open) = &mut self.open else { return false };
        match open.poll_send(cx, &mut self.hub) {
            Ok(busy) => busy,
            Err(why) => {
                self.ended(Lost::Broken(why), now);
                true
            }
        }
    }
}

impl Open {
    /// Sends what the hub has, and closes when it says so.
    fn poll_send(&mut self, cx: &mut Context<'_>, hub: &mut Hub) -> Result<bool, String> {
        let mut busy = false;
        if self.closing.is_none()
            && let Some((message, lost)) = hub.wants_close()
        {
            // a socket that takes nothing any more is given up in time as well
            self.closing = Some((Box::pin(tokio::time::sleep(CLOSE_TIME)), lost));
            (self.last, busy) = (Some(message), true);
        }
        while self.closing.is_none() || self.last.is_some() {
            match Pin::new(&mut self.socket).poll_ready(cx) {
                Poll::Pending => break,
                Poll::Ready(Err(e)) => return Err(e.to_string()),
                Poll::Ready(Ok(())) => {}
            }
            let Some(message) = hub.pop().or_else(|| self.last.take()) else { break };
            Pin::new(&mut self.socket).start_send(message).map_err(|e| e.to_string())?;
            (self.unflushed, busy) = (true, true);
        }
        if self.unflushed {
            match Pin::new(&mut self.socket).poll_flush(cx) {
                Poll::Pending => {}
                Poll::Ready(Err(e)) if self.closing.is_none() => return Err(e.to_string()),
                Poll::Ready(_) => self.unflushed = false,
            }
        }
        Ok(busy)
    }
}

fn connect(client: Client) -> Connecting {
    Box::pin(async move {
        let settings = client.realtime_settings();
        let url = settings.socket_url(Some(client.api_key_text()));
        let limit = settings.options.join_timeout;
        match tokio::time::timeout(limit, settings.transport.connect(&url)).await {
            Ok(connected) => connected,
            Err(_) => Err(ConnectError { status: None, message: format!("no connection within {limit:?}") }),
        }
    })
}

/// The token of the moment.
async fn fetch(client: Option<Client>, source: Source) -> Fetched {
    let client = match (source, client) {
        (Source::Given(token), _) => return Fetched::Token(Some(token)),
        (Source::Client, Some(client)) => client,
        (Source::Client, None) => return Fetched::Failed("the client is gone".to_owned()),
    };
    let why = match tokio::time::timeout(TOKEN_TIME, client.realtime_token()).await {
        Ok(Ok(token)) => return Fetched::Token(token),
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("it was not there within {TOKEN_TIME:?}"),
    };
    tracing::warn!(why, "no access token for Realtime: channels keep the one they have");
    Fetched::Failed(why)
}
