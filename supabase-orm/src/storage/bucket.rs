//! Buckets.

use super::{
    Storage, Timestamp, call::Call, open_enum::open_enum, order, path::bucket as part, setting::setting,
};
use crate::{error::Result, order::Direction};
use http::Method;
use serde::Deserialize;
use serde_json::{Map, Value};

/// A bucket.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct Bucket {
    /// Its id, which is its name.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who made it; empty for keys.
    #[serde(default)]
    pub owner: Option<String>,
    /// Anyone who knows the address may read its objects.
    #[serde(default)]
    pub public: bool,
    /// `STANDARD`; `None` where the server does not say.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// The largest object that it takes, in bytes; `None` is the project's limit.
    #[serde(default)]
    pub file_size_limit: Option<u64>,
    /// What it takes: `image/png`, `image/*`; `None` is everything.
    #[serde(default)]
    pub allowed_mime_types: Option<Vec<String>>,
    /// Whether it keeps the versions of its objects, where the server says so.
    #[serde(default)]
    pub versioning_status: Option<Versioning>,
    /// When it was made.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// When it was changed last.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
    /// What a newer server adds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What the server says of a new bucket.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct CreatedBucket {
    /// Its name.
    pub name: String,
}

/// The largest object that a bucket takes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileSizeLimit {
    /// In bytes.
    Bytes(u64),
    /// As the server reads it: `20MB`.
    Text(String),
}

impl From<u64> for FileSizeLimit {
    fn from(bytes: u64) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<&str> for FileSizeLimit {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<FileSizeLimit> for Value {
    fn from(limit: FileSizeLimit) -> Self {
        match limit {
            FileSizeLimit::Bytes(bytes) => bytes.into(),
            FileSizeLimit::Text(text) => text.into(),
        }
    }
}

open_enum! {
    /// What buckets are sorted by.
    SortBucketsBy {
        /// Their id.
        Id = "id",
        /// Their name.
        Name = "name",
        /// When they were made.
        CreatedAt = "created_at",
        /// When they were changed last.
        UpdatedAt = "updated_at",
    }
}

open_enum! {
    /// Whether a bucket keeps the versions of its objects.
    Versioning {
        /// It does.
        Enabled = "enabled",
        /// It does so no more; what there is stays.
        Suspended = "suspended",
    }
}

impl Storage {
    /// The buckets. The reference's `storage.list_buckets`.
    pub fn list_buckets(&self) -> ListBuckets {
        ListBuckets { storage: self.clone(), call: Call::get(Ok("bucket".to_owned())) }
    }

    /// A bucket. The reference's `storage.get_bucket`.
    ///
    /// # Errors
    /// When there is none (`NoSuchBucket`), or the server refuses or cannot be reached.
    pub async fn get_bucket(&self, name: &str) -> Result<Bucket> {
        self.call(Call::get(path(name, ""))).await
    }

    /// Makes a bucket, which is private unless told otherwise. The reference's `storage.create_bucket`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let make = db.storage().create_bucket("avatars").public(true);
    /// make.allowed_mime_types(["image/*"]).file_size_limit("2MB").send().await?;
    /// # Ok(()) }
    /// ```
    pub fn create_bucket(&self, name: impl Into<String>) -> CreateBucket {
        let name = name.into();
        let call = Call::post(Ok("bucket".to_owned())).with("id", name.as_str()).with("name", name);
        CreateBucket { storage: self.clone(), call }
    }

    /// Changes a bucket. The reference's `storage.update_bucket`.
    pub fn update_bucket(&self, name: impl Into<String>) -> UpdateBucket {
        let name = name.into();
        let call = Call::new(Method::PUT, path(&name, ""));
        let call = call.with("id", name.as_str()).with("name", name);
        UpdateBucket { storage: self.clone(), call }
    }

    /// Removes all objects of a bucket, which may take the server up to an hour; what it says to that. The reference's
    /// `storage.empty_bucket`.
    ///
    /// # Errors
    /// When there is no such bucket (`NoSuchBucket`), the role may not, or the server cannot be reached.
    pub async fn empty_bucket(&self, name: &str) -> Result<String> {
        self.message(Call::post(path(name, "/empty"))).await
    }

    /// Removes an empty bucket; what the server says to that. The reference's `storage.delete_bucket`.
    ///
    /// # Errors
    /// When there is no such bucket (`NoSuchBucket`), it is not empty (`InvalidRequest`), the role may not, or the server cannot
    /// be reached.
    pub async fn delete_bucket(&self, name: &str) -> Result<String> {
        self.message(Call::new(Method::DELETE, path(name, ""))).await
    }

    pub(super) async fn message(&self, call: Call) -> Result<String> {
        #[derive(Deserialize)]
        struct Message {
            message: String,
        }
        self.call::<Message>(call).await.map(|m| m.message)
    }
}

pub(super) fn path(name: &str, below: &str) -> Result<String> {
    Ok(format!("bucket/{}{below}", part(name)?))
}

/// Listing buckets.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct ListBuckets {
    storage: Storage,
    call: Call,
}

impl ListBuckets {
    setting!(pages);

    /// In this order.
    pub fn sort_by(mut self, column: impl Into<SortBucketsBy>, direction: Direction) -> Self {
        self.call.query("sortColumn", column.into().as_str());
        self.call.query("sortOrder", order(direction));
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses or cannot be reached.
    pub async fn send(self) -> Result<Vec<Bucket>> {
        self.storage.call(self.call).await
    }
}

macro_rules! options {
    ($name:ident) => {
        impl $name {
            /// Whether anyone who knows the address may read its objects.
            pub fn public(mut self, yes: bool) -> Self {
                self.call.set("public", yes);
                self
            }

            /// The largest object that it takes: bytes, or a text such as `"20MB"`.
            pub fn file_size_limit(mut self, limit: impl Into<FileSizeLimit>) -> Self {
                self.call.set("file_size_limit", limit.into());
                self
            }

            /// Whether it keeps the versions of its objects, where the server can.
            pub fn versioning(mut self, status: impl Into<Versioning>) -> Self {
                self.call.set("versioning_status", status.into().as_str());
                self
            }

            /// The types that it takes: `image/png`, `image/*`.
            pub fn allowed_mime_types(mut self, types: impl IntoIterator<Item = impl Into<String>>) -> Self {
                let types: Value = types.into_iter().map(Into::into).collect();
                self.call.set("allowed_mime_types", types);
                self
            }
        }
    };
}

/// Making a bucket.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct CreateBucket {
    storage: Storage,
    call: Call,
}

options!(CreateBucket);

impl CreateBucket {
    /// Sends it.
    ///
    /// # Errors
    /// When there is one (`BucketAlreadyExists`), the name is none (`InvalidBucketName`), the role may not, or the server cannot be
    /// reached.
    pub async fn send(self) -> Result<CreatedBucket> {
        self.storage.call(self.call).await
    }
}

/// Changing a bucket. What is not named stays as it is; something must be.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct UpdateBucket {
    storage: Storage,
    call: Call,
}

options!(UpdateBucket);

impl UpdateBucket {
    /// No limit but the project's.
    pub fn no_file_size_limit(mut self) -> Self {
        self.call.set("file_size_limit", Value::Null);
        self
    }

    /// It takes every type.
    pub fn any_mime_type(mut self) -> Self {
        self.call.set("allowed_mime_types", Value::Null);
        self
    }

    /// Sends it; what the server says to that.
    ///
    /// # Errors
    /// When there is no such bucket (`NoSuchBucket`), nothing is changed (`InvalidRequest`), the role may not, or the server cannot
    /// be reached.
    pub async fn send(self) -> Result<String> {
        self.storage.message(self.call).await
    }
}
