//! What caches of the network have.

use super::{Objects, Storage, call::Call};
use crate::error::Result;
use http::Method;

impl Objects {
    /// Takes an object out of the caches of the network, for keys that bypass row level security. Has no counterpart in the
    /// reference; `purgeCache` of the JavaScript client.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result};
    /// # async fn f(db: &Client) -> Result<()> {
    /// db.storage().bucket("avatars").purge_cache("ann/face.png").send().await?;
    /// # Ok(()) }
    /// ```
    pub fn purge_cache(&self, path: &str) -> PurgeCache {
        PurgeCache { storage: self.storage.clone(), call: Call::new(Method::DELETE, self.at("cdn", path)) }
    }

    /// Takes all objects of the bucket out of the caches of the network. `purgeBucketCache` of the JavaScript client.
    pub fn purge_bucket_cache(&self) -> PurgeCache {
        PurgeCache { storage: self.storage.clone(), call: Call::new(Method::DELETE, self.of_bucket("cdn")) }
    }
}

/// Taking objects out of caches.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct PurgeCache {
    storage: Storage,
    call: Call,
}

impl PurgeCache {
    /// Pictures in other sizes only; the original stays. Default is everything.
    pub fn transformations_only(mut self) -> Self {
        self.call.query("transformations", "true");
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the project has no such cache (`MissingParameter`, `FeatureNotEnabled`), the role may not, or the server cannot be
    /// reached.
    pub async fn send(self) -> Result<()> {
        self.storage.bytes(self.call).await.map(drop)
    }
}
