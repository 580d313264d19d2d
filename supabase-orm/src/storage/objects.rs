//! The objects of a bucket: moved, copied, removed, asked about.

use super::{
    CopiedObject, ObjectInfo, RemovedObject, Storage,
    call::{Call, read},
    path::{bucket, encoded, object_path},
};
use crate::error::Result;
use http::Method;
use serde_json::Value;

/// The objects of a bucket: see [`Storage::bucket`].
///
/// A path is a name with slashes, `ann/face.png`. Slashes at its front and doubled ones are dropped where the path stands in an
/// address, and kept by [`move_`](Self::move_), [`copy`](Self::copy), [`remove`](Self::remove) and
/// [`create_signed_urls`](Self::create_signed_urls), which name objects exactly.
#[derive(Debug, Clone)]
pub struct Objects {
    pub(super) storage: Storage,
    pub(super) bucket: String,
}

impl Objects {
    /// `object/info/avatars/ann/face.png`
    pub(super) fn at(&self, route: &str, path: &str) -> Result<String> {
        Ok(format!("{route}/{}/{}", bucket(&self.bucket)?, encoded(&object_path(path)?)))
    }

    /// `object/list/avatars`
    pub(super) fn of_bucket(&self, route: &str) -> Result<String> {
        Ok(format!("{route}/{}", bucket(&self.bucket)?))
    }

    /// Moves an object to another path. The reference's `move`.
    pub fn move_(&self, from: impl Into<String>, to: impl Into<String>) -> Move {
        Move { storage: self.storage.clone(), call: self.between("object/move", from.into(), to.into()) }
    }

    /// Copies an object. The reference's `copy`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let copy = db.storage().bucket("avatars").copy("ann/face.png", "2026/face.png");
    /// println!("{}", copy.to_bucket("archive").upsert(true).send().await?.full_path);
    /// # Ok(()) }
    /// ```
    pub fn copy(&self, from: impl Into<String>, to: impl Into<String>) -> Copy {
        Copy { storage: self.storage.clone(), call: self.between("object/copy", from.into(), to.into()) }
    }

    fn between(&self, route: &str, from: String, to: String) -> Call {
        let call = Call::post(Ok(route.to_owned())).with("bucketId", self.bucket.as_str());
        call.with("sourceKey", from).with("destinationKey", to)
    }

    /// Removes objects; those that are gone now. What was not there, or row level security hides, is left out of the answer. The
    /// reference's `remove`.
    ///
    /// # Errors
    /// When there is no path (`InvalidRequest`), or the server refuses or cannot be reached.
    pub async fn remove(
        &self,
        paths: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Vec<RemovedObject>> {
        let paths: Value = paths.into_iter().map(Into::into).collect();
        let call = Call::new(Method::DELETE, self.of_bucket("object")).with("prefixes", paths);
        self.storage.call(call).await
    }

    /// All about an object. The reference's `info`.
    ///
    /// # Errors
    /// When there is none (`NoSuchKey`, `NoSuchBucket`), or the server cannot be reached.
    pub async fn info(&self, path: &str) -> Result<ObjectInfo> {
        self.storage.call(Call::get(self.at("object/info", path))).await
    }

    /// All about one version of an object, in a bucket that keeps versions.
    ///
    /// # Errors
    /// When there is none (`NoSuchKey`, `NoSuchBucket`), or the server cannot be reached.
    pub async fn info_of_version(&self, path: &str, version: impl Into<String>) -> Result<ObjectInfo> {
        let mut call = Call::get(self.at("object/info", path));
        call.query("versionId", version);
        self.storage.call(call).await
    }

    /// Whether there is an object that this role may see. The reference's `exists`.
    ///
    /// # Errors
    /// When there is no such bucket (`NoSuchBucket`), or the server refuses or cannot be reached.
    pub async fn exists(&self, path: &str) -> Result<bool> {
        // a HEAD would be answered 400 for whatever is wrong, and without a word
        match self.storage.bytes(Call::get(self.at("object/info", path))).await {
            Ok(_) => Ok(true),
            Err(e) if e.storage().is_some_and(|e| e.is_not_found() && !e.is_no_bucket()) => Ok(false),
            Err(e) => Err(e),
        }
    }
}

macro_rules! between {
    ($name:ident) => {
        impl $name {
            /// Into another bucket. Default is the same one.
            pub fn to_bucket(mut self, bucket: impl Into<String>) -> Self {
                self.call.set("destinationBucket", bucket.into());
                self
            }

            /// This version of the object, in a bucket that keeps versions. Default is the newest.
            pub fn version(mut self, version: impl Into<String>) -> Self {
                self.call.set("sourceVersionId", version.into());
                self
            }
        }
    };
}

/// Moving an object.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct Move {
    storage: Storage,
    call: Call,
}

between!(Move);

impl Move {
    /// Sends it; what the server says to that.
    ///
    /// # Errors
    /// When there is no such object (`NoSuchKey`), the new path is taken (`ResourceAlreadyExists`), the role may not, or the server
    /// cannot be reached.
    pub async fn send(self) -> Result<String> {
        self.storage.message(self.call).await
    }
}

/// Copying an object.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct Copy {
    storage: Storage,
    call: Call,
}

between!(Copy);

impl Copy {
    /// Whether what is at the new path is replaced. Default is no.
    pub fn upsert(mut self, yes: bool) -> Self {
        self.call.header("x-upsert", if yes { "true" } else { "false" });
        self
    }

    /// Whether the type, the cache control and the metadata are copied too. Default is yes.
    pub fn copy_metadata(mut self, yes: bool) -> Self {
        self.call.set("copyMetadata", yes);
        self
    }

    /// Another type of the copy, with [`copy_metadata(false)`](Self::copy_metadata).
    pub fn content_type(mut self, content_type: &str) -> Self {
        self.metadata("mimetype", content_type);
        self
    }

    /// Another cache control of the copy, with [`copy_metadata(false)`](Self::copy_metadata): `max-age=60`.
    pub fn cache_control(mut self, text: &str) -> Self {
        self.metadata("cacheControl", text);
        self
    }

    fn metadata(&mut self, name: &str, value: &str) {
        let metadata = self.call.json().entry("metadata").or_insert_with(|| serde_json::json!({}));
        if let Some(map) = metadata.as_object_mut() {
            map.insert(name.to_owned(), value.into());
        }
    }

    /// Sends it.
    ///
    /// # Errors
    /// When there is no such object (`NoSuchKey`), the new path is taken (`KeyAlreadyExists`), the role may not, or the server cannot
    /// be reached.
    pub async fn send(self) -> Result<CopiedObject> {
        let body = self.storage.bytes(self.call).await?;
        read(&body)
    }
}
