//! A channel before it is subscribed: what it is and what it listens to.

use super::{
    Realtime,
    broadcast::{OnBroadcast, RawBroadcast},
    changes::{Binding, ChangeEvent, OnChanges, OnTableChanges, RawChange},
    channel::Channel,
    listeners::Listeners,
    member::{Config, Replay},
    presence::{OnPresence, RawPresence},
    queue::{Reader, queue},
    system::SystemStream,
};
use crate::{
    Result,
    error::{Error, ErrorKind, RealtimeError},
    schema::Table,
};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A channel before it is subscribed. What it listens to is said here: after it is subscribed there is no method for it, so that
/// nothing can be listened to too late.
///
/// ```no_run
/// # use supabase_orm::{Client, Result, doc::Planet};
/// # async fn f(db: &Client) -> Result<()> {
/// let mut room = db.realtime().channel("planets");
/// let mut changes = room.on_changes::<Planet>().update().filter(|p| p.id.eq(200)).stream();
/// let channel = room.subscribe().await?;
/// while let Some(event) = changes.next().await {
///     println!("{:?}", event?);
/// }
/// # Ok(()) }
/// ```
#[must_use = "a channel does nothing until `subscribe()`"]
pub struct ChannelBuilder {
    pub(super) realtime: Realtime,
    pub(super) name: String,
    pub(super) config: Config,
    pub(super) listeners: Listeners,
    fault: Option<Error>,
}

impl ChannelBuilder {
    pub(super) fn new(realtime: Realtime, name: String) -> Self {
        Self { realtime, name, config: Config::default(), listeners: Listeners::default(), fault: None }
    }

    /// Lets in only who the policies on `realtime.messages` let in. Default is a public channel. It concerns broadcasts and
    /// presence: changes of tables are always subject to the tables' own policies.
    pub fn private(mut self) -> Self {
        self.config.private = true;
        self
    }

    /// Whether the server acknowledges broadcasts: [`broadcast`](Channel::broadcast) then waits until it did. Default is no.
    pub fn broadcast_ack(mut self, yes: bool) -> Self {
        self.config.ack = yes;
        self
    }

    /// Whether this client gets its own broadcasts too. Default is no. The reference's `self`.
    pub fn broadcast_self(mut self, yes: bool) -> Self {
        self.config.own = yes;
        self
    }

    /// Sends the broadcasts since a moment again, at most `limit` of them (the server's default is 10), on private channels. After
    /// the channel was interrupted, those of that time come again; none comes twice.
    pub fn replay(mut self, since: SystemTime, limit: impl Into<Option<u32>>) -> Self {
        let since = since.duration_since(UNIX_EPOCH).unwrap_or_default();
        self.config.replay = Some(Replay { since: millis(since), limit: limit.into() });
        self
    }

    /// The key under which this client is present: a user's id. Default is one that the server makes for each connection.
    pub fn presence_key(mut self, key: impl Into<String>) -> Self {
        self.config.presence_key = key.into();
        self
    }

    /// Asks for presence without listening to it: [`presence_state`](Channel::presence_state) has it then.
    pub fn presence(mut self) -> Self {
        self.config.presence = true;
        self
    }

    /// Listens to changes of a table.
    pub fn on_changes<T: Table>(&mut self) -> OnChanges<'_, T> {
        OnChanges::new(self)
    }

    /// Listens to changes of tables by name; rows are JSON. The reference's `on_postgres_changes`.
    pub fn on_postgres_changes(&mut self, event: ChangeEvent) -> OnTableChanges<'_> {
        OnTableChanges::new(self, event)
    }

    /// Listens to broadcasts of an event, `*` for all, whose payload is a `P`. The reference's `on_broadcast`.
    ///
    /// ```no_run
    /// # async fn f(db: &supabase_orm::Client) -> supabase_orm::Result<()> {
    /// #[derive(serde::Deserialize, serde::Serialize)]
    /// struct Cursor { x: f64, y: f64 }
    ///
    /// let mut room = db.realtime().channel("room1");
    /// room.on_broadcast::<Cursor>("cursor-pos").each(|event| {
    ///     if let Ok(Some(cursor)) = event.map(|e| e.message()) {
    ///         println!("{} {}", cursor.payload.x, cursor.payload.y);
    ///     }
    /// });
    /// let room = room.subscribe().await?;
    /// room.broadcast("cursor-pos", &Cursor { x: 1.0, y: 2.0 }).await?;
    /// # Ok(()) }
    /// ```
    pub fn on_broadcast<P: DeserializeOwned>(&mut self, event: impl Into<String>) -> OnBroadcast<'_, P> {
        OnBroadcast::json(self, event.into())
    }

    /// Listens to broadcasts of an event, `*` for all, and takes the payload as bytes.
    pub fn on_broadcast_bytes(&mut self, event: impl Into<String>) -> OnBroadcast<'_, Bytes> {
        OnBroadcast::bytes(self, event.into())
    }

    /// Listens to who comes and goes; what was tracked is an `M`. The reference's `on_presence_sync`, `on_presence_join` and
    /// `on_presence_leave`.
    pub fn on_presence<M: DeserializeOwned>(&mut self) -> OnPresence<'_, M> {
        OnPresence::new(self)
    }

    /// Listens to what the server says about the channel. The reference's `on_system`.
    pub fn on_system(&mut self) -> SystemStream {
        let (writer, reader) = queue(self.limit());
        self.listeners.system.push(writer);
        SystemStream(reader)
    }

    /// Joins, and waits until all of it streams: until the server has let the channel in and, where it listens to changes, has said
    /// that it is subscribed to the database. What was refused, or takes longer than
    /// [`subscribe_timeout`](super::RealtimeOptions::subscribe_timeout), is left again.
    ///
    /// # Errors
    /// When the channel was refused for good, did not stream in time, or the client has one of this topic already; and a filter
    /// that Realtime does not know.
    pub async fn subscribe(self) -> Result<Channel> {
        let limit = self.realtime.options().subscribe_timeout;
        let waiting = Waiting(Some(self.subscribe_in_background()?));
        waiting.streaming(limit).await
    }

    /// Joins in the background, for as long as it takes: [`Channel::states`] tells how it goes.
    ///
    /// # Errors
    /// When the client has a channel of this topic already, there is no tokio runtime here, or a filter is one that Realtime does
    /// not know.
    pub fn subscribe_in_background(mut self) -> Result<Channel> {
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.realtime.clone().add(self),
        }
    }

    fn limit(&self) -> usize {
        self.realtime.options().queue
    }

    pub(super) fn fault(&mut self, fault: Error) {
        self.fault.get_or_insert(fault);
    }

    /// Equal bindings are one for the server, which would send each change once only.
    pub(super) fn listen(&mut self, binding: Binding) -> Reader<RawChange> {
        let (writer, reader) = queue(self.limit());
        let event = binding.event;
        let bindings = &mut self.config.bindings;
        let place = bindings.iter().position(|b| *b == binding).unwrap_or(bindings.len());
        if place == bindings.len() {
            bindings.push(binding);
        }
        self.listeners.changes.push((place, event, writer));
        reader
    }

    pub(super) fn listen_to_broadcast(&mut self, event: String) -> Reader<RawBroadcast> {
        let (writer, reader) = queue(self.limit());
        self.listeners.broadcasts.push((event, writer));
        reader
    }

    pub(super) fn listen_to_presence(&mut self) -> Reader<RawPresence> {
        self.config.presence = true;
        let (writer, reader) = queue(self.limit());
        self.listeners.presence.push(writer);
        reader
    }

    /// What cannot work is said before anything is sent.
    pub(super) fn check(&self) -> Result<(), RealtimeError> {
        if self.config.replay.is_some() && !self.config.private {
            return Err(RealtimeError::Unsendable(
                "broadcasts are replayed on private channels only; add `.private()`".into(),
            ));
        }
        if self.name.is_empty() {
            return Err(RealtimeError::Unsendable("a channel needs a topic that is not empty".into()));
        }
        Ok(())
    }
}

/// A channel that is left again, unless it streams: also when nobody waits for it any more.
struct Waiting(Option<Channel>);

impl Waiting {
    async fn streaming(mut self, limit: Duration) -> Result<Channel> {
        if let Some(channel) = &self.0 {
            channel.streaming(limit).await.map_err(|e| Error::new(ErrorKind::Realtime(e)))?;
        }
        let left = || Error::new(ErrorKind::Realtime(RealtimeError::Left(String::new())));
        self.0.take().ok_or_else(left)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(channel) = &self.0 {
            channel.forget();
        }
    }
}

pub(super) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl fmt::Debug for ChannelBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelBuilder")
            .field("topic", &self.name)
            .field("private", &self.config.private)
            .finish_non_exhaustive()
    }
}
