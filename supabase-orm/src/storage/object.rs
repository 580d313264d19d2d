//! What the server says of objects.

use super::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What the server knows of the content of an object.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ObjectMetadata {
    /// How many bytes it has.
    #[serde(default)]
    pub size: Option<u64>,
    /// Its type: `image/png`.
    #[serde(default)]
    pub mimetype: Option<String>,
    /// `max-age=3600`.
    #[serde(default, rename = "cacheControl")]
    pub cache_control: Option<String>,
    /// Changes with the content; in quotes.
    #[serde(default, rename = "eTag")]
    pub etag: Option<String>,
    /// When the content was written.
    #[serde(default, rename = "lastModified")]
    pub last_modified: Option<Timestamp>,
    /// What else the server says.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// An object, or a folder, in a list.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ListedObject {
    /// Its name: in [`list`](super::Objects::list) the last part of its path, in [`list_v2`](super::Objects::list_v2) all of it.
    pub name: String,
    /// The last part of its path; in `list_v2` with a delimiter only.
    #[serde(default)]
    pub key: Option<String>,
    /// Its id; `None` for folders.
    #[serde(default)]
    pub id: Option<String>,
    /// When it was made; `None` for folders.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// When it was changed last; `None` for folders.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
    /// When it was read last; `None` for folders.
    #[serde(default)]
    pub last_accessed_at: Option<Timestamp>,
    /// What the server knows of its content; `None` for folders.
    #[serde(default)]
    pub metadata: Option<ObjectMetadata>,
    /// What else the server says.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl ListedObject {
    /// It is no object but a folder of some.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        self.id.is_none()
    }
}

/// All about one object.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ObjectInfo {
    /// Its id.
    pub id: String,
    /// Its path in the bucket.
    pub name: String,
    /// Its version, which changes with its content.
    #[serde(default)]
    pub version: Option<String>,
    /// Its bucket.
    #[serde(default)]
    pub bucket_id: Option<String>,
    /// How many bytes it has.
    #[serde(default)]
    pub size: Option<u64>,
    /// Its type: `image/png`.
    #[serde(default)]
    pub content_type: Option<String>,
    /// `max-age=3600`.
    #[serde(default)]
    pub cache_control: Option<String>,
    /// Changes with the content; in quotes.
    #[serde(default)]
    pub etag: Option<String>,
    /// What was given with the upload: [`Upload::metadata`](super::Upload::metadata).
    #[serde(default)]
    pub metadata: Option<Value>,
    /// When the content was written.
    #[serde(default)]
    pub last_modified: Option<Timestamp>,
    /// When it was made.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// What else the server says.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A copy.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct CopiedObject {
    /// Bucket and path: `avatars/ann/face.png`.
    #[serde(rename = "Key", alias = "path")]
    pub full_path: String,
    /// Its id.
    #[serde(default, rename = "Id")]
    pub id: Option<String>,
    /// What else the server says: its row of `storage.objects`.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// An object that is gone now.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct RemovedObject {
    /// Its path in the bucket.
    pub name: String,
    /// Its bucket.
    #[serde(default)]
    pub bucket_id: Option<String>,
    /// Its id.
    #[serde(default)]
    pub id: Option<String>,
    /// What the server knew of its content.
    #[serde(default)]
    pub metadata: Option<ObjectMetadata>,
    /// What else the server says.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
