//! How a client's socket behaves.

use crate::http::Backoff;
use std::{fmt, sync::Arc, time::Duration};

/// The version of the protocol. The reference's `vsn`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Protocol {
    /// 1.0.0: objects of JSON.
    V1,
    /// 2.0.0: lists of JSON, and broadcasts as binary messages, whose payload may be bytes.
    #[default]
    V2,
}

impl Protocol {
    pub(super) fn vsn(self) -> &'static str {
        match self {
            Self::V1 => "1.0.0",
            Self::V2 => "2.0.0",
        }
    }
}

/// How a client's socket behaves; for [`ClientBuilder::realtime`](crate::ClientBuilder::realtime).
///
/// ```
/// # fn f() -> supabase_orm::Result<()> {
/// use std::time::Duration;
/// use supabase_orm::{Client, realtime::RealtimeOptions};
/// let options = RealtimeOptions::default().heartbeat(Duration::from_secs(15)).queue(10_000);
/// let db = Client::builder("https://<ref>.supabase.co", "sb_publishable_..").realtime(options).build()?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
#[must_use = "options do nothing until a client is built with them"]
pub struct RealtimeOptions {
    pub(super) protocol: Protocol,
    pub(super) heartbeat: Duration,
    pub(super) join_timeout: Duration,
    pub(super) push_timeout: Duration,
    pub(super) subscribe_timeout: Duration,
    pub(super) disconnect_after: Duration,
    pub(super) reconnect: bool,
    pub(super) reconnect_after: ReconnectAfter,
    pub(super) queue: usize,
    pub(super) events_per_second: u32,
    pub(super) presence_per_30s: u32,
    pub(super) max_payload: usize,
    pub(super) max_waiting: usize,
    pub(super) params: Vec<(String, String)>,
}

pub(super) type ReconnectAfter = Arc<dyn Fn(u32) -> Duration + Send + Sync>;

impl Default for RealtimeOptions {
    fn default() -> Self {
        Self {
            protocol: Protocol::default(),
            heartbeat: Duration::from_secs(25),
            join_timeout: Duration::from_secs(10),
            push_timeout: Duration::from_secs(10),
            subscribe_timeout: Duration::from_secs(15),
            disconnect_after: Duration::from_secs(50),
            reconnect: true,
            reconnect_after: Arc::new(|attempt| Backoff::default().wait(attempt, None)),
            queue: 1024,
            events_per_second: 100,
            presence_per_30s: 5,
            max_payload: 3000 * 1024,
            max_waiting: 1000,
            params: Vec::new(),
        }
    }
}

impl RealtimeOptions {
    /// The version of the protocol. Default is [`Protocol::V2`].
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.protocol = protocol;
        self
    }

    /// How often the server is asked whether it is there; if the answer to one is not there when the next is due, the connection
    /// is given up and made anew. Default is 25 seconds, the reference's `hb_interval`.
    pub fn heartbeat(mut self, every: Duration) -> Self {
        self.heartbeat = every.max(Duration::from_millis(10));
        self
    }

    /// How long the server may take to let a channel in before it is asked again. Default is 10 seconds.
    pub fn join_timeout(mut self, limit: Duration) -> Self {
        self.join_timeout = limit;
        self
    }

    /// How long a message may wait for its channel or its acknowledgement. Default is 10 seconds.
    pub fn push_timeout(mut self, limit: Duration) -> Self {
        self.push_timeout = limit;
        self
    }

    /// How long [`subscribe`](crate::realtime::ChannelBuilder::subscribe) waits until messages stream. Default is 15 seconds.
    pub fn subscribe_timeout(mut self, limit: Duration) -> Self {
        self.subscribe_timeout = limit;
        self
    }

    /// How long a socket without channels stays open. Default is 50 seconds: who opens the next channel within that time need not
    /// connect again.
    pub fn disconnect_after(mut self, idle: Duration) -> Self {
        self.disconnect_after = idle;
        self
    }

    /// Whether a connection that ended is made again by itself. Default is yes; otherwise [`connect`](super::Realtime::connect) does,
    /// and subscribing another channel. The reference's `auto_reconnect`.
    pub fn reconnect(mut self, yes: bool) -> Self {
        self.reconnect = yes;
        self
    }

    /// How long to wait before attempt `n` (from 1) to connect, or to let a channel in, again. Default is a random time up to
    /// 1, 2, 4, .. at most 30 seconds, so that clients of a server that restarts do not come at once. There is no last attempt.
    pub fn reconnect_after(mut self, wait: impl Fn(u32) -> Duration + Send + Sync + 'static) -> Self {
        self.reconnect_after = Arc::new(wait);
        self
    }

    /// How many messages wait for a consumer that is slow. The oldest one makes room for a new one, and a
    /// [`Gap`](crate::realtime::Gap) says how many are missing. Default is 1024 for each stream.
    pub fn queue(mut self, messages: usize) -> Self {
        self.queue = messages.max(1);
        self
    }

    /// How many broadcasts go out in a second at most; more wait. Default is 100, the server's own limit: beyond it, it ends
    /// the channel.
    pub fn events_per_second(mut self, events: u32) -> Self {
        self.events_per_second = events.max(1);
        self
    }

    /// How many calls of `track` and `untrack` of a channel go out within 30 seconds at most; of those that wait the last one
    /// counts. Default is 5, the server's own limit.
    pub fn presence_per_30s(mut self, calls: u32) -> Self {
        self.presence_per_30s = calls.max(1);
        self
    }

    /// How many bytes a payload may have. Default is 3000 KiB, the server's own limit.
    pub fn max_payload(mut self, bytes: usize) -> Self {
        self.max_payload = bytes;
        self
    }

    /// How many messages of a channel may wait to be sent. Default is 1000.
    pub fn max_waiting(mut self, messages: usize) -> Self {
        self.max_waiting = messages.max(1);
        self
    }

    /// One more parameter of the socket's address: `log_level`. The reference's `params`.
    pub fn param(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.params.push((name.into(), value.into()));
        self
    }
}

/// Parameters may be secret.
impl fmt::Debug for RealtimeOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RealtimeOptions")
            .field("protocol", &self.protocol)
            .field("heartbeat", &self.heartbeat)
            .field("join_timeout", &self.join_timeout)
            .field("push_timeout", &self.push_timeout)
            .field("subscribe_timeout", &self.subscribe_timeout)
            .field("reconnect", &self.reconnect)
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}
