//! Indexes of vectors.

use super::{Vectors, call, paged, time};
use crate::{
    error::Result,
    storage::{Storage, Timestamp, call::Call, open_enum::open_enum},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

open_enum! {
    /// How far two vectors are from each other.
    DistanceMetric {
        /// The angle between them.
        Cosine = "cosine",
        /// The way between them.
        Euclidean = "euclidean",
    }
}

open_enum! {
    /// What numbers a vector has.
    VectorDataType {
        /// 32 bits.
        Float32 = "float32",
    }
}

/// The indexes of a bucket of vectors: see [`VectorBuckets::bucket`](super::VectorBuckets::bucket).
#[derive(Debug, Clone)]
pub struct VectorIndexes {
    pub(super) storage: Storage,
    pub(super) bucket: String,
}

/// An index of vectors.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct VectorIndex {
    /// Its name.
    #[serde(rename = "indexName")]
    pub name: String,
    /// Its bucket.
    #[serde(default, rename = "vectorBucketName")]
    pub bucket: String,
    /// What numbers its vectors have.
    #[serde(rename = "dataType")]
    pub data_type: VectorDataType,
    /// How many numbers its vectors have.
    pub dimension: u32,
    /// How far two vectors are from each other.
    #[serde(rename = "distanceMetric")]
    pub distance_metric: DistanceMetric,
    /// What may not be filtered by.
    #[serde(default, rename = "metadataConfiguration")]
    pub metadata: Option<IndexMetadata>,
    /// When it was made.
    #[serde(default, rename = "creationTime", deserialize_with = "time")]
    pub creation_time: Option<Timestamp>,
    /// What else the server says.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What an index says of the metadata of its vectors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct IndexMetadata {
    /// Keys that are kept and given back, and cannot be filtered by.
    #[serde(default, rename = "nonFilterableMetadataKeys")]
    pub non_filterable_keys: Vec<String>,
}

/// An index in a list.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ListedIndex {
    /// Its name.
    #[serde(rename = "indexName")]
    pub name: String,
    /// Its bucket, where the server says so.
    #[serde(default, rename = "vectorBucketName")]
    pub bucket: Option<String>,
    /// When it was made, where the server says so.
    #[serde(default, rename = "creationTime", deserialize_with = "time")]
    pub creation_time: Option<Timestamp>,
}

/// A page of indexes.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct VectorIndexPage {
    /// The indexes.
    pub indexes: Vec<ListedIndex>,
    /// Where the next page begins; `None` on the last one.
    #[serde(default, rename = "nextToken")]
    pub next_token: Option<String>,
}

impl VectorIndexes {
    /// Makes an index. Its name has 3 to 45 characters, its vectors 1 to 4096 numbers. The reference's `create_index`.
    pub fn create_index(
        &self,
        name: impl Into<String>,
        dimension: u32,
        metric: impl Into<DistanceMetric>,
    ) -> CreateIndex {
        let call = self.call("CreateIndex").with("indexName", name.into()).with("dimension", dimension);
        let call = call.with("distanceMetric", metric.into().as_str());
        let index = CreateIndex { storage: self.storage.clone(), call };
        index.data_type(VectorDataType::Float32)
    }

    /// An index. The reference's `get_index`, which answers nothing where this is an error.
    ///
    /// # Errors
    /// When there is none (`NotFoundException`), the role may not, or the server cannot be reached.
    pub async fn get_index(&self, name: &str) -> Result<VectorIndex> {
        #[derive(Deserialize)]
        struct Answer {
            index: VectorIndex,
        }
        let call = self.call("GetIndex").with("indexName", name);
        self.storage.call::<Answer>(call).await.map(|answer| answer.index)
    }

    /// The indexes, page by page; of a bucket that is not there none. The reference's `list_indexes`.
    pub fn list_indexes(&self) -> ListIndexes {
        ListIndexes { storage: self.storage.clone(), call: self.call("ListIndexes") }
    }

    /// Removes an index and its vectors. The reference's `delete_index`.
    ///
    /// # Errors
    /// When there is none (`NotFoundException`), the role may not, or the server cannot be reached.
    pub async fn delete_index(&self, name: &str) -> Result<()> {
        self.storage.bytes(self.call("DeleteIndex").with("indexName", name)).await.map(drop)
    }

    /// The vectors of an index; nothing is asked of the server. The reference's `index`.
    pub fn index(&self, name: impl Into<String>) -> Vectors {
        Vectors { storage: self.storage.clone(), bucket: self.bucket.clone(), index: name.into() }
    }

    fn call(&self, operation: &str) -> Call {
        call(operation).with("vectorBucketName", self.bucket.as_str())
    }
}

/// Making an index of vectors.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct CreateIndex {
    storage: Storage,
    call: Call,
}

impl CreateIndex {
    /// What numbers its vectors have. Default is `float32`, all that servers know.
    pub fn data_type(mut self, data_type: impl Into<VectorDataType>) -> Self {
        self.call.set("dataType", data_type.into().as_str());
        self
    }

    /// Keys of the metadata that are kept and given back, and cannot be filtered by.
    pub fn non_filterable_metadata_keys(mut self, keys: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let keys: Vec<String> = keys.into_iter().map(Into::into).collect();
        self.call.set("metadataConfiguration", serde_json::json!({"nonFilterableMetadataKeys": keys}));
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When there is one (`ConflictException`), there is no such bucket (`NotFoundException`), the server refuses
    /// (`InvalidRequest`) or cannot be reached.
    pub async fn send(self) -> Result<()> {
        self.storage.bytes(self.call).await.map(drop)
    }
}

/// Listing indexes.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct ListIndexes {
    storage: Storage,
    call: Call,
}

paged!(ListIndexes, "500");

impl ListIndexes {
    /// Those whose name begins with this.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.call.set("prefix", prefix.into());
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`InvalidRequest`) or cannot be reached.
    pub async fn send(self) -> Result<VectorIndexPage> {
        self.storage.call(self.call).await
    }
}
