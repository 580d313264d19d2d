//! A session that ends with the process.

use super::{SessionStore, StoreError, StoredSession};
use crate::http::BoxFuture;
use std::sync::{Mutex, PoisonError};

/// Keeps the session in memory. The default; clients can share one behind an `Arc`.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<Option<StoredSession>>);

impl SessionStore for MemoryStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredSession>, StoreError>> {
        Box::pin(async { Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()) })
    }

    fn save(&self, session: Option<StoredSession>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = session;
            Ok(())
        })
    }
}
