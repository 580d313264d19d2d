//! What a client keeps of Realtime: settings, the way to the task, and the channels by topic.

use super::{
    Realtime, RealtimeOptions,
    builder::ChannelBuilder,
    channel::{Channel, Inner},
    heartbeat::Heartbeat,
    hub::Command,
    member::{Member, Phase, PresencePush},
    presence::PresenceBook,
    socket,
    state::{ChannelState, SocketState},
    transport::SocketTransport,
};
use crate::{
    Result,
    client::Client,
    error::{Error, ErrorKind, RealtimeError},
};
use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};
use tokio::sync::{broadcast, mpsc, watch};

/// What all handles of a project share.
pub(crate) struct Settings {
    pub(crate) options: RealtimeOptions,
    pub(crate) transport: Box<dyn SocketTransport>,
    /// `https://x.supabase.co/realtime/v1/`
    pub(crate) url: String,
}

impl Settings {
    /// `wss://x.supabase.co/realtime/v1/websocket?apikey=..&vsn=2.0.0`
    pub(super) fn socket_url(&self, key: Option<&str>) -> String {
        let base = match self.url.strip_prefix("http") {
            Some(rest) => format!("ws{rest}websocket"),
            None => format!("{}websocket", self.url),
        };
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.options.params {
            query.append_pair(name, value);
        }
        if let Some(key) = key {
            query.append_pair("apikey", key);
        }
        query.append_pair("vsn", self.options.protocol.vsn());
        format!("{base}?{}", query.finish())
    }
}

/// What one handle of a client keeps.
pub(crate) struct RealtimePart {
    registry: Arc<Registry>,
    commands: Mutex<Option<mpsc::UnboundedSender<Command>>>,
}

impl Default for RealtimePart {
    fn default() -> Self {
        Self { registry: Arc::new(Registry::new()), commands: Mutex::default() }
    }
}

/// The channels by topic, and where the socket is: what is asked without the task.
pub(super) struct Registry {
    channels: Mutex<BTreeMap<Arc<str>, Entry>>,
    pub(super) state: watch::Sender<SocketState>,
    pub(super) heartbeats: broadcast::Sender<Heartbeat>,
}

/// A channel without the client: the client keeps it.
#[derive(Clone)]
struct Entry {
    id: u64,
    private: bool,
    state: watch::Receiver<ChannelState>,
    presence: Arc<PresenceBook>,
}

/// Heartbeats that a subscriber may be late.
const HEARTBEATS: usize = 16;

impl Registry {
    fn new() -> Self {
        Self {
            channels: Mutex::default(),
            state: watch::Sender::new(SocketState::Disconnected),
            heartbeats: broadcast::Sender::new(HEARTBEATS),
        }
    }

    fn channels(&self) -> MutexGuard<'_, BTreeMap<Arc<str>, Entry>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The channel is over: its topic is free.
    pub(super) fn remove(&self, name: &str, id: u64) {
        let mut channels = self.channels();
        if channels.get(name).is_some_and(|entry| entry.id == id) {
            channels.remove(name);
        }
    }
}

impl RealtimePart {
    pub(super) fn state(&self) -> watch::Receiver<SocketState> {
        self.registry.state.subscribe()
    }

    pub(super) fn heartbeats(&self) -> broadcast::Receiver<Heartbeat> {
        self.registry.heartbeats.subscribe()
    }

    pub(super) fn channels(&self, realtime: &Realtime) -> Vec<Channel> {
        let channels = self.registry.channels();
        let alive = channels.iter().filter(|(_, entry)| !entry.is_over());
        alive.map(|(name, entry)| entry.channel(realtime, name.clone())).collect()
    }

    fn commands(&self) -> MutexGuard<'_, Option<mpsc::UnboundedSender<Command>>> {
        self.commands.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    /// Left, or its task is gone with the runtime that it was in.
    fn is_over(&self) -> bool {
        self.state.has_changed().is_err() || self.state.borrow().is_over()
    }

    fn channel(&self, realtime: &Realtime, name: Arc<str>) -> Channel {
        Channel(Arc::new(Inner {
            realtime: realtime.clone(),
            id: self.id,
            name,
            private: self.private,
            state: self.state.clone(),
            presence: self.presence.clone(),
        }))
    }
}

impl Realtime {
    /// To the task, if there is one.
    pub(super) fn command(&self, command: Command) -> Result<(), ()> {
        match &*self.part().commands() {
            Some(commands) => commands.send(command).map_err(drop),
            None => Err(()),
        }
    }

    /// To the task, which is started if there is none, or if the runtime it was in is gone.
    pub(super) fn start(&self, command: Command) -> Result<()> {
        let mut commands = self.part().commands();
        let command = match &*commands {
            Some(running) => match running.send(command) {
                Ok(()) => return Ok(()),
                Err(back) => back.0,
            },
            None => command,
        };
        let runtime = tokio::runtime::Handle::try_current()
            .map_err(|_| Error::config("Realtime needs a tokio runtime: call it within one"))?;
        // what a task that is gone has left
        self.part().registry.state.send_replace(SocketState::Disconnected);
        let (sender, receiver) = mpsc::unbounded_channel();
        runtime.spawn(socket::run(&self.client, self.part().registry.clone(), receiver));
        // the receiver was just made
        let _ = sender.send(command);
        *commands = Some(sender);
        Ok(())
    }

    /// The topic of a channel that is left is free.
    pub(super) fn free(&self, name: &str, id: u64) {
        self.part().registry.remove(name, id);
    }

    /// Registers a channel and hands it to the task.
    pub(super) fn add(self, builder: ChannelBuilder) -> Result<Channel> {
        builder.check().map_err(|e| Error::new(ErrorKind::Realtime(e)))?;
        let name: Arc<str> = builder.name.into();
        let (state, receiver) = watch::channel(ChannelState::Joining);
        let entry = Entry {
            id: fastrand::u64(..),
            private: builder.config.private,
            state: receiver,
            presence: Arc::default(),
        };
        let member = Member {
            id: entry.id,
            topic: format!("realtime:{name}").into(),
            name: name.clone(),
            config: builder.config,
            listeners: builder.listeners,
            state,
            presence: entry.presence.clone(),
            phase: Phase::Wanting,
            join_ref: 0,
            epoch: 0,
            attempts: 0,
            was_in: false,
            changes_gap: false,
            token: None,
            ids: HashMap::new(),
            waiting: VecDeque::new(),
            presence_push: PresencePush::default(),
            left: None,
            seen: VecDeque::new(),
        };
        let registry = &self.part().registry;
        {
            let mut channels = registry.channels();
            if channels.get(&name).is_some_and(|entry| !entry.is_over()) {
                return Err(Error::new(ErrorKind::Realtime(RealtimeError::TopicInUse(name.to_string()))));
            }
            channels.insert(name.clone(), entry.clone());
        }
        if let Err(e) = self.start(Command::Add(Box::new(member))) {
            registry.remove(&name, entry.id);
            return Err(e);
        }
        Ok(entry.channel(&self, name))
    }
}

/// The client behind a task, as long as any of its handles is there.
pub(super) struct Owner(pub(super) Weak<crate::client::Inner>);

impl Owner {
    pub(super) fn client(&self) -> Option<Client> {
        self.0.upgrade().map(Client::of_inner)
    }
}

impl fmt::Debug for RealtimePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RealtimePart").finish_non_exhaustive()
    }
}
