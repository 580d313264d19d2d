//! Buckets of vectors: indexes, and vectors that are found by how near they are.

mod data;
mod filter;
mod index;
mod query;

pub use data::{Match, Vector};
pub use filter::{VectorFilter, VectorKey};
pub use index::{
    CreateIndex, DistanceMetric, IndexMetadata, ListIndexes, ListedIndex, VectorDataType, VectorIndex,
    VectorIndexPage, VectorIndexes,
};
pub use query::{GetVectors, ListVectors, Matches, QueryVectors, VectorPage, Vectors};

use super::{Storage, Timestamp, call::Call};
use crate::error::Result;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// Buckets of vectors: see [`Storage::vectors`].
///
/// ```
/// # use supabase_orm::{Client, Result, storage::{DistanceMetric, Vector, VectorFilter}};
/// # async fn f(db: &Client) -> Result<()> {
/// let vectors = db.storage().vectors();
/// vectors.create_bucket("library").await?;
/// vectors.bucket("library").create_index("books", 3, DistanceMetric::Cosine).send().await?;
/// let books = vectors.bucket("library").index("books");
/// books.put([Vector::new("dune", [0.1, 0.2, 0.3]).metadata("year", 1965)]).await?;
/// let old = VectorFilter::key("year").lt(2000);
/// for found in books.query([0.1, 0.2, 0.2], 5).filter(old).send().await?.vectors {
///     println!("{} at {:?}", found.key, found.distance);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct VectorBuckets {
    pub(super) storage: Storage,
}

/// A bucket of vectors.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct VectorBucket {
    /// Its name.
    #[serde(rename = "vectorBucketName")]
    pub name: String,
    /// When it was made.
    #[serde(default, rename = "creationTime", deserialize_with = "time")]
    pub creation_time: Option<Timestamp>,
    /// How it is encrypted, where the server says so.
    #[serde(default, rename = "encryptionConfiguration")]
    pub encryption: Option<VectorEncryption>,
    /// What else the server says.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// How a bucket of vectors is encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct VectorEncryption {
    /// The name of the key.
    #[serde(default, rename = "kmsKeyArn")]
    pub kms_key_arn: Option<String>,
    /// The way: `aws:kms`.
    #[serde(default, rename = "sseType")]
    pub sse_type: Option<String>,
}

/// A bucket of vectors in a list.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ListedVectorBucket {
    /// Its name.
    #[serde(rename = "vectorBucketName")]
    pub name: String,
    /// When it was made, where the server says so.
    #[serde(default, rename = "creationTime", deserialize_with = "time")]
    pub creation_time: Option<Timestamp>,
}

/// A page of buckets of vectors.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct VectorBucketPage {
    /// The buckets.
    #[serde(rename = "vectorBuckets")]
    pub buckets: Vec<ListedVectorBucket>,
    /// Where the next page begins; `None` on the last one.
    #[serde(default, rename = "nextToken")]
    pub next_token: Option<String>,
}

/// Unix seconds, or the text of a time.
pub(super) fn time<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Timestamp>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Time {
        Seconds(u64),
        Text(Timestamp),
    }
    let time = Option::<Time>::deserialize(d)?;
    Ok(time.map(|time| match time {
        Time::Seconds(seconds) => Timestamp::from_unix(seconds),
        Time::Text(text) => text,
    }))
}

fn call(operation: &str) -> Call {
    Call::post(Ok(format!("vector/{operation}")))
}

impl VectorBuckets {
    /// Makes a bucket. The reference's `vectors.create_bucket`.
    ///
    /// # Errors
    /// When there is one (`ConflictException`), the role may not, or the server cannot be reached.
    pub async fn create_bucket(&self, name: &str) -> Result<()> {
        self.storage.bytes(call("CreateVectorBucket").with("vectorBucketName", name)).await.map(drop)
    }

    /// A bucket. The reference's `vectors.get_bucket`, which answers nothing where this is an error.
    ///
    /// # Errors
    /// When there is none (`NotFoundException`), the role may not, or the server cannot be reached.
    pub async fn get_bucket(&self, name: &str) -> Result<VectorBucket> {
        #[derive(Deserialize)]
        struct Answer {
            #[serde(rename = "vectorBucket")]
            bucket: VectorBucket,
        }
        let call = call("GetVectorBucket").with("vectorBucketName", name);
        self.storage.call::<Answer>(call).await.map(|answer| answer.bucket)
    }

    /// The buckets, page by page. The reference's `vectors.list_buckets`.
    pub fn list_buckets(&self) -> ListVectorBuckets {
        ListVectorBuckets { storage: self.storage.clone(), call: call("ListVectorBuckets") }
    }

    /// Removes an empty bucket; one that is not there is no error. The reference's `vectors.delete_bucket`.
    ///
    /// # Errors
    /// When it has indexes (`ConflictException`), the role may not, or the server cannot be reached.
    pub async fn delete_bucket(&self, name: &str) -> Result<()> {
        self.storage.bytes(call("DeleteVectorBucket").with("vectorBucketName", name)).await.map(drop)
    }

    /// The indexes of a bucket; nothing is asked of the server. The reference's `vectors.from_`.
    pub fn bucket(&self, name: impl Into<String>) -> VectorIndexes {
        VectorIndexes { storage: self.storage.clone(), bucket: name.into() }
    }

    /// The same as [`bucket`](Self::bucket), by the reference's name.
    pub fn from_(&self, bucket: impl Into<String>) -> VectorIndexes {
        self.bucket(bucket)
    }
}

/// What lists of vectors have in common.
macro_rules! paged {
    ($name:ident, $most:literal) => {
        impl $name {
            #[doc = concat!("At most so many; the server takes up to ", $most, ".")]
            pub fn max_results(mut self, n: u64) -> Self {
                self.call.set("maxResults", n);
                self
            }

            /// What comes behind this page: its `next_token`.
            pub fn next_token(mut self, token: impl Into<String>) -> Self {
                self.call.set("nextToken", token.into());
                self
            }
        }
    };
}
use paged;

/// Listing buckets of vectors.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct ListVectorBuckets {
    storage: Storage,
    call: Call,
}

paged!(ListVectorBuckets, "500");

impl ListVectorBuckets {
    /// Those whose name begins with this.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.call.set("prefix", prefix.into());
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`InvalidRequest`) or cannot be reached.
    pub async fn send(self) -> Result<VectorBucketPage> {
        self.storage.call(self.call).await
    }
}
