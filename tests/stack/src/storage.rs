//! A double of the Storage server: what tests need of it, rows in memory and files on disk, with the answers of a real one.
//!
//! It is held to recorded conversations with a real server by the tests of this crate. What it lacks answers 404:
//! transformed pictures, vectors, analytics, S3, versions.

mod answer;
mod bucket;
mod call;
mod caller;
mod content;
mod copy;
mod download;
mod fault;
mod file;
mod form;
mod info;
mod key;
mod list;
mod list_v2;
mod object;
mod payload;
mod policy;
mod refusal;
mod remove;
mod rename;
mod route;
mod schema;
mod server;
mod sign;
mod time;
mod token;
mod tus;
mod upload;
mod world;

pub use policy::{Action, Policy};

use crate::{
    Error, Fault, Result,
    background::{Background, listen},
};
use server::Shared;
use std::{sync::Arc, time::Duration};

/// How a double is configured.
#[derive(Debug, Clone)]
pub struct StorageConfig {
    /// What tokens are signed with (HS256), those of addresses too.
    pub jwt_secret: String,
    /// The address that clients have for it, as `http://127.0.0.1:1/storage/v1`; its own if empty.
    pub url: String,
    /// The largest object, in bytes.
    pub file_size_limit: u64,
    /// How long a resumable upload may take; for ever if `None`.
    pub upload_expiry: Option<Duration>,
}

/// A running double; it stops when dropped, and its files are gone then.
#[derive(Debug)]
pub struct StorageDouble {
    own_url: String,
    shared: Arc<Shared>,
    _server: Background,
}

impl StorageDouble {
    /// Starts one on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn start(mut config: StorageConfig) -> Result<Self> {
        let (listener, port) = listen(0, "double of the Storage server")?;
        let own_url = format!("http://127.0.0.1:{port}");
        if config.url.is_empty() {
            config.url.clone_from(&own_url);
        }
        let dir = tempfile::tempdir().map_err(Error::io("making a place for the files of Storage"))?;
        let shared = Arc::new(Shared::new(config, dir));
        let served = shared.clone();
        let server = Background::serve("storage", listener, move |listener| server::serve(listener, served))?;
        Ok(Self { own_url, shared, _server: server })
    }

    /// Its own address, without a gateway.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.own_url
    }

    /// A role may do more from now on; by itself only `service_role` may do anything.
    pub fn allow(&self, policy: Policy) {
        self.shared.world().policies.push(policy);
    }

    /// The next `times` requests that hold this text meet a fault. They hold it in a header or in their method, path
    /// and query, decoded: `GET /object/avatars/ann/face.png`, `PATCH /upload/resumable/avatars/ann/face.png/..`.
    pub fn fail(&self, text: &str, times: usize, fault: Fault) {
        self.shared.faults().add(text, times, fault);
    }

    /// No fault for that text any more; how many there would have been.
    #[must_use = "none means that the fault was met as often as was asked for"]
    pub fn heal(&self, text: &str) -> usize {
        self.shared.faults().remove(text)
    }

    /// Its clock goes on by that much: signed addresses and uploads get old.
    pub fn advance(&self, time: Duration) {
        self.shared.world().clock.advance(time);
    }
}
