//! Addresses of objects in public buckets.

use super::{Objects, Transform, call::Call};
use crate::error::{Error, Result};

impl Objects {
    /// The address of an object in a public bucket. Nothing is sent: whether there is such an object is not asked. The
    /// reference's `get_public_url`.
    ///
    /// ```
    /// # use supabase_orm::Client;
    /// # fn main() -> supabase_orm::Result<()> {
    /// # let db = Client::new("https://abc.supabase.co", "sb_publishable_0000")?;
    /// let url = db.storage().bucket("avatars").get_public_url("ann/my face.png").url()?;
    /// assert_eq!(url, "https://abc.supabase.co/storage/v1/object/public/avatars/ann/my%20face.png");
    /// # Ok(()) }
    /// ```
    pub fn get_public_url(&self, path: &str) -> PublicUrl {
        PublicUrl {
            base: self.storage.client.storage_url().to_owned(),
            path: self.at("public", path),
            download: None,
            transform: Transform::new(),
            nonce: None,
            version: None,
        }
    }
}

/// The address of an object in a public bucket.
#[derive(Debug)]
#[must_use = "an address is made by `url()`"]
pub struct PublicUrl {
    base: String,
    path: Result<String, Error>,
    download: Option<String>,
    transform: Transform,
    nonce: Option<String>,
    version: Option<String>,
}

impl PublicUrl {
    /// A browser saves it instead of showing it, under its own name.
    pub fn download(self) -> Self {
        self.download_as("")
    }

    /// A browser saves it instead of showing it, under this name.
    pub fn download_as(mut self, name: impl Into<String>) -> Self {
        self.download = Some(name.into());
        self
    }

    /// The picture in another size.
    pub fn transform(mut self, transform: Transform) -> Self {
        self.transform = transform;
        self
    }

    /// Caches keep it apart from what they had under another nonce: a version, or a time.
    pub fn cache_nonce(mut self, nonce: impl Into<String>) -> Self {
        self.nonce = Some(nonce.into());
        self
    }

    /// This version of the object, in a bucket that keeps versions. Default is the newest.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// The address.
    ///
    /// # Errors
    /// When the path is none.
    pub fn url(self) -> Result<String> {
        let route = if self.transform.is_empty() { "object" } else { "render/image" };
        let mut call = Call::get(Ok(format!("{route}/{}", self.path?)));
        if let Some(name) = self.download {
            call.query("download", name);
        }
        for (name, value) in self.transform.pairs() {
            call.query(name, value);
        }
        if let Some(nonce) = self.nonce {
            call.query("cacheNonce", nonce);
        }
        if let Some(version) = self.version {
            call.query("versionId", version);
        }
        Ok(call.url(&self.base))
    }
}
