//! Where a session outlives the process.

mod file;
mod memory;

pub use file::FileStore;
pub use memory::MemoryStore;

use super::Session;
use crate::http::BoxFuture;
use serde_json::{Value, json};
use std::{any::Any, error::Error as StdError, fmt};

/// Why a store failed.
pub type StoreError = Box<dyn StdError + Send + Sync>;

/// Keeps a session. One store is one session; several processes may share it.
pub trait SessionStore: Send + Sync + 'static {
    /// What is stored, or nothing.
    ///
    /// # Errors
    /// When it cannot be read: the client goes on with what it has.
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredSession>, StoreError>>;

    /// Replaces what is stored; `None` removes it. Whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written: the client keeps the session in memory and logs it.
    fn save(&self, session: Option<StoredSession>) -> BoxFuture<'_, Result<(), StoreError>>;

    /// A lock among the processes that share the store, held while tokens are refreshed. Default is none: then two processes may
    /// refresh at once, which the server allows.
    ///
    /// # Errors
    /// When there is no lock to be had: the client goes on without.
    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        Box::pin(async { Ok(StoreLock(Box::new(()))) })
    }
}

/// A lock of a store: it is over when this is dropped.
pub struct StoreLock(Box<dyn Any + Send>);

impl StoreLock {
    /// Whatever ends the lock when it is dropped.
    pub fn new(guard: impl Any + Send) -> Self {
        Self(Box::new(guard))
    }
}

impl fmt::Debug for StoreLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreLock({:?})", (*self.0).type_id())
    }
}

/// A session with the time at which it came, by this machine's clock: its end is counted from there, so the server's clock may
/// differ.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct StoredSession {
    /// The session.
    pub session: Session,
    /// When its access token came, in Unix seconds of this machine; `None` if another client stored it.
    pub obtained_at: Option<u64>,
}

/// The key of our own in what is stored; the rest is a session as every Supabase client stores it.
const OBTAINED_AT: &str = "obtained_at";

impl StoredSession {
    /// A session that came just now or at `obtained_at` (Unix seconds of this machine).
    #[must_use]
    pub fn new(session: Session, obtained_at: Option<u64>) -> Self {
        Self { session, obtained_at }
    }

    /// The JSON to store, tokens included.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut json = self.session.to_json();
        if let (Some(at), Some(map)) = (self.obtained_at, json.as_object_mut()) {
            map.insert(OBTAINED_AT.to_owned(), json!(at));
        }
        json
    }

    /// What was stored.
    ///
    /// # Errors
    /// When it is not a session.
    pub fn from_json(mut json: Value) -> Result<Self, StoreError> {
        let obtained_at = json.as_object_mut().and_then(|map| map.remove(OBTAINED_AT));
        // serde's message may repeat a token
        let session = serde_json::from_value(json).map_err(|_| "what is stored is not a session")?;
        Ok(Self { session, obtained_at: obtained_at.and_then(|at| at.as_u64()) })
    }
}
