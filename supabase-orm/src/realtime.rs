//! Realtime: changes of tables as they happen, broadcasts from client to client, and who is there.
//!
//! A client has one socket, opened when the first channel is subscribed and closed when there is none any more. One task owns
//! it: it connects again whenever the connection ends, lets every channel in again with a token of the moment, and says with a
//! [`Gap`] where messages may be missing. It ends when the client and its channels are dropped.
//!
//! ```no_run
//! # use supabase_orm::{Client, Result, doc::Planet};
//! use supabase_orm::realtime::{Change, Event};
//! # async fn f(db: &Client) -> Result<()> {
//! let mut room = db.realtime().channel("planets");
//! let mut changes = room.on_changes::<Planet>().stream();
//! let channel = room.subscribe().await?; // now it streams
//! while let Some(event) = changes.next().await {
//!     match event? {
//!         Event::Message(Change::Insert { new, .. }) => println!("{:?} came", new.name),
//!         Event::Message(change) => println!("{:?}", change.event()),
//!         Event::Gap(_) => println!("read the table again: something may have been missed"),
//!     }
//! }
//! # Ok(()) }
//! ```
//!
//! [`Realtime::mirror`] does that reading again by itself and keeps a copy of a table.

mod broadcast;
mod builder;
mod callback;
mod changes;
mod channel;
mod frame;
mod heartbeat;
mod http_send;
mod hub;
mod listeners;
mod member;
mod mirror;
mod options;
mod part;
mod presence;
mod queue;
mod socket;
mod state;
mod system;
mod transport;

pub use crate::timestamp::Timestamp;
pub use broadcast::{Broadcast, BroadcastMeta, BroadcastStream, OnBroadcast};
pub use builder::ChannelBuilder;
pub use changes::{Change, ChangeEvent, ChangeMeta, ChangeStream, Old, OnChanges, OnTableChanges};
pub use channel::{Channel, Persist};
pub use heartbeat::{Heartbeat, Heartbeats};
pub use mirror::{Mirror, MirrorBuilder, Step};
pub use options::{Protocol, RealtimeOptions};
pub use presence::{OnPresence, Presence, PresenceEvent, PresenceState, PresenceStream};
pub use queue::{Event, Gap};
pub use state::{ChannelState, SocketState, States};
pub use system::{SystemMessage, SystemStream};
pub use transport::{
    ConnectError, SocketError, SocketMessage, SocketTransport, TungsteniteTransport, WebSocket,
};

pub(crate) use part::{RealtimePart, Settings};

use crate::{
    Result,
    client::{AccessToken, Client},
    error::{self, Error, ErrorKind},
    schema::Table,
};
use hub::Command;
use tokio::sync::oneshot;

/// Realtime of a client. Cheap to clone; made by [`Client::realtime`].
///
/// A handle made by [`Client::as_user`] has a socket of its own, and so its own channels.
#[derive(Debug, Clone)]
pub struct Realtime {
    client: Client,
}

impl Client {
    /// Realtime: changes of tables as they happen, broadcasts and presence. The reference's `realtime`.
    #[must_use]
    pub fn realtime(&self) -> Realtime {
        Realtime { client: self.clone() }
    }
}

impl Realtime {
    /// Starts a channel. The reference's `channel(topic)`.
    ///
    /// Nothing is sent yet. A client has one channel of a topic: a second one is refused when it is subscribed;
    /// [`get_channel`](Self::get_channel) gives the first.
    pub fn channel(&self, topic: impl Into<String>) -> ChannelBuilder {
        ChannelBuilder::new(self.clone(), topic.into())
    }

    /// Starts a copy of a table that follows its changes, over a channel of this topic.
    ///
    /// ```no_run
    /// # use supabase_orm::{Client, Result, doc::Planet};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let mut planets = db.realtime().mirror::<Planet>("planets").subscribe().await?;
    /// println!("{} planets", planets.len());
    /// while let Some(step) = planets.next().await {
    ///     println!("{:?}, so there are {}", step?, planets.len());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn mirror<T: Table>(&self, topic: impl Into<String>) -> MirrorBuilder<T> {
        MirrorBuilder::new(self.channel(topic))
    }

    /// The channel of a topic, if this client has one that is not left.
    #[must_use]
    pub fn get_channel(&self, topic: &str) -> Option<Channel> {
        self.part().channels(self).into_iter().find(|channel| channel.topic() == topic)
    }

    /// All channels that are not left, in the order of their topics. The reference's `get_channels`.
    #[must_use]
    pub fn get_channels(&self) -> Vec<Channel> {
        self.part().channels(self)
    }

    /// Leaves a channel without waiting for the server. The reference's `remove_channel`.
    pub fn remove_channel(&self, channel: &Channel) {
        channel.forget();
    }

    /// Leaves all channels without waiting for the server. The reference's `remove_all_channels`.
    pub fn remove_all_channels(&self) {
        for channel in self.get_channels() {
            channel.forget();
        }
    }

    /// Opens the socket ahead of the first channel, and waits until it is open. It then stays open without channels too, until
    /// [`disconnect`](Self::disconnect). The reference's `connect`.
    ///
    /// # Errors
    /// When the first attempt fails; further ones follow all the same.
    pub async fn connect(&self) -> Result<()> {
        let (answer, answered) = oneshot::channel();
        self.start(Command::Connect { answer })?;
        match answered.await {
            Ok(outcome) => outcome.map_err(|e| Error::new(ErrorKind::Realtime(e))),
            Err(_) => {
                let gone = error::RealtimeError::Socket("the runtime that it was in has ended".to_owned());
                Err(Error::new(ErrorKind::Realtime(gone)))
            }
        }
    }

    /// Closes the socket. Channels stay: they are let in again after [`connect`](Self::connect), or when another channel is
    /// subscribed. The reference's `close`.
    pub async fn disconnect(&self) {
        let (answer, answered) = oneshot::channel();
        if self.command(Command::Disconnect { answer }).is_ok() {
            let _ = answered.await;
        }
    }

    /// The access token of all channels from now on, instead of the client's; `None` is the client's again. Channels that are in
    /// are told at once. A client that signs in does this by itself. The reference's `set_auth`.
    ///
    /// # Errors
    /// When there is no tokio runtime here.
    pub fn set_auth(&self, token: impl Into<Option<AccessToken>>) -> Result<()> {
        self.start(Command::SetAuth { token: token.into() })
    }

    /// Where the socket is now. The reference's `is_connected`.
    #[must_use]
    pub fn state(&self) -> SocketState {
        self.part().state().borrow().clone()
    }

    /// Where the socket is, as it changes; the state of now first.
    #[must_use]
    pub fn states(&self) -> States<SocketState> {
        States::new(self.part().state())
    }

    /// What becomes of heartbeats, from now on.
    #[must_use]
    pub fn heartbeats(&self) -> Heartbeats {
        Heartbeats::new(self.part().heartbeats())
    }

    /// The address of the socket, without the key. The reference's `endpoint_url`.
    #[must_use]
    pub fn endpoint_url(&self) -> String {
        self.settings().socket_url(None)
    }

    fn part(&self) -> &RealtimePart {
        self.client.realtime_part()
    }

    fn settings(&self) -> &Settings {
        self.client.realtime_settings()
    }

    fn options(&self) -> &RealtimeOptions {
        &self.settings().options
    }
}
