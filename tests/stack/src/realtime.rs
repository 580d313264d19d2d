//! A double of the Realtime server: channels, broadcasts and presence in memory, and real changes of the database.
//!
//! It speaks protocols 1.0.0 and 2.0.0, and is held to recorded transcripts by the tests of this crate. Changes come from
//! logical decoding (`pgoutput`); who may see a row is asked of PostgreSQL. Private channels let in signed-in users and the
//! service role. What it lacks: messages from the database, policies on `realtime.messages`.

mod api;
mod broadcast;
mod changes;
mod fault;
mod frame;
mod join;
mod presence;
mod server;
mod socket;
mod token;
mod world;

use crate::{
    Result,
    background::{Background, listen},
};
use server::Shared;
use std::{sync::Arc, time::Duration};

/// How a double is configured.
#[derive(Debug, Clone)]
pub struct RealtimeConfig {
    /// What tokens are signed with (HS256).
    pub jwt_secret: String,
    /// The database whose changes are streamed, for a superuser; its `wal_level` is `logical`. None: there are no changes.
    pub db_url: Option<String>,
    /// Broadcasts of a client in a second, beyond which its channel is ended. Hosted projects have 100.
    pub events_per_second: usize,
}

/// A running double; it stops when dropped.
#[derive(Debug)]
pub struct RealtimeDouble {
    own_url: String,
    shared: Arc<Shared>,
    _server: Background,
}

impl RealtimeDouble {
    /// Starts one on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn start(config: RealtimeConfig) -> Result<Self> {
        let (listener, port) = listen(0, "double of the Realtime server")?;
        let shared = Arc::new(Shared::new(config));
        let served = shared.clone();
        let server =
            Background::serve("realtime", listener, move |listener| server::serve(listener, served))?;
        Ok(Self { own_url: format!("http://127.0.0.1:{port}"), shared, _server: server })
    }

    /// Its own address, without a gateway.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.own_url
    }

    /// How many sockets are open.
    #[must_use]
    pub fn sockets(&self) -> usize {
        self.shared.world().sockets()
    }

    /// Breaks every connection, without a word.
    pub fn cut(&self) {
        self.shared.world().end_sockets(None);
    }

    /// Closes every connection with this code.
    pub fn close(&self, code: u16) {
        self.shared.world().end_sockets(Some(code));
    }

    /// Forgets channels, presence and past messages, and breaks every connection.
    pub fn restart(&self) {
        self.shared.world().forget();
    }

    /// Answers the next sockets with this status.
    pub fn refuse_sockets(&self, times: usize, status: u16) {
        self.shared.faults().sockets.extend(std::iter::repeat_n(status, times));
    }

    /// Answers the next joins with this reason, as `ChannelRateLimitReached: Too many channels`.
    pub fn refuse_joins(&self, times: usize, reason: &str) {
        self.shared.faults().joins.extend(std::iter::repeat_n(reason.to_owned(), times));
    }

    /// Says nothing any more, until it is told otherwise: not even that it is there.
    pub fn stall(&self, yes: bool) {
        self.shared.faults().stalled = yes;
    }

    /// Waits before each message.
    pub fn slow(&self, by: Duration) {
        self.shared.faults().delay = by;
    }

    /// Sends every broadcast and every change twice.
    pub fn duplicate(&self, yes: bool) {
        self.shared.faults().duplicated = yes;
    }

    /// Sends broadcasts in pairs whose second one comes first.
    pub fn reorder(&self, yes: bool) {
        self.shared.faults().reordered = yes;
    }

    /// Ends every channel with these words, as `Token has expired 1 seconds ago` or `Too many messages per second`.
    pub fn end_channels(&self, message: &str) {
        self.shared.world().end_channels(message);
    }

    /// Breaks every channel with `phx_error`, and leaves the sockets open.
    pub fn crash_channels(&self) {
        self.shared.world().crash_channels();
    }

    /// Filters deletes too, by what is known of the old row, as servers since August 2024 do: without it every delete of a
    /// table passes every filter, as the documentation has it.
    pub fn filter_deletes(&self, yes: bool) {
        self.shared.faults().deletes_filtered = yes;
    }
}
