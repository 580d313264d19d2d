//! Vectors of an index: put, read, searched, removed.

use super::{DistanceMetric, Match, Vector, VectorFilter, call, data::Data, paged};
use crate::{
    error::{QueryError, Result},
    storage::{
        Storage,
        call::{Call, written},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The vectors of an index: see [`VectorIndexes::index`](super::VectorIndexes::index).
#[derive(Debug, Clone)]
pub struct Vectors {
    pub(super) storage: Storage,
    pub(super) bucket: String,
    pub(super) index: String,
}

impl Vectors {
    /// Puts up to 500 vectors; those under a key that is there are replaced. The reference's `put`.
    ///
    /// # Errors
    /// When there are more than 500, a number is not finite, the server refuses (`InvalidRequest`, `NotFoundException`) or cannot
    /// be reached.
    pub async fn put(&self, vectors: impl IntoIterator<Item = Vector>) -> Result<()> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Put<'a> {
            vector_bucket_name: &'a str,
            index_name: &'a str,
            vectors: &'a [Vector],
        }
        let vectors: Vec<Vector> = vectors.into_iter().collect();
        at_most("vectors", vectors.len(), 500)?;
        vectors.iter().try_for_each(Vector::check)?;
        let put = Put { vector_bucket_name: &self.bucket, index_name: &self.index, vectors: &vectors };
        // written at once: a `Value` would print 0.1 as the double next to it
        let mut call = call("PutVectors");
        call.json_text(written(&put)?);
        self.storage.bytes(call).await.map(drop)
    }

    /// The vectors under up to 100 keys, in any order; what is not there is left out. The reference's `get`.
    pub fn get(&self, keys: impl IntoIterator<Item = impl Into<String>>) -> GetVectors {
        let keys: Vec<String> = keys.into_iter().map(Into::into).collect();
        let mut call = self.call("GetVectors");
        if let Err(e) = at_most("keys", keys.len(), 100) {
            call.fail(e.into());
        }
        let get = GetVectors { storage: self.storage.clone(), call: call.with("keys", keys) };
        get.return_data(true).return_metadata(true)
    }

    /// The vectors, page by page. The reference's `list`.
    pub fn list(&self) -> ListVectors {
        let list = ListVectors { storage: self.storage.clone(), call: self.call("ListVectors") };
        list.return_data(true).return_metadata(true)
    }

    /// The `top_k` vectors that are nearest, 1 to 100. The reference's `query`.
    pub fn query(&self, numbers: impl Into<Vec<f32>>, top_k: u32) -> QueryVectors {
        let mut call = self.call("QueryVectors").with("topK", top_k);
        let vector = match Data::checked(numbers) {
            Ok(data) => serde_json::to_string(&data).ok().and_then(|text| serde_json::from_str(&text).ok()),
            Err(e) => {
                call.fail(e);
                None
            }
        };
        call.set("queryVector", vector.unwrap_or(Value::Null));
        let query = QueryVectors { storage: self.storage.clone(), call };
        query.return_distance(true).return_metadata(true)
    }

    /// Removes the vectors under 1 to 500 keys; what is not there is no error. The reference's `delete`.
    ///
    /// # Errors
    /// When there is no key or more than 500, the server refuses (`NotFoundException`) or cannot be reached.
    pub async fn delete(&self, keys: impl IntoIterator<Item = impl Into<String>>) -> Result<()> {
        let keys: Vec<String> = keys.into_iter().map(Into::into).collect();
        if keys.is_empty() {
            return Err(QueryError::Count { what: "keys", found: 0, most: 500 }.into());
        }
        at_most("keys", keys.len(), 500)?;
        self.storage.bytes(self.call("DeleteVectors").with("keys", keys)).await.map(drop)
    }

    fn call(&self, operation: &str) -> Call {
        call(operation).with("vectorBucketName", self.bucket.as_str()).with("indexName", self.index.as_str())
    }
}

fn at_most(what: &'static str, found: usize, most: usize) -> Result<(), QueryError> {
    if found > most { Err(QueryError::Count { what, found, most }) } else { Ok(()) }
}

macro_rules! returning { ($name:ident, $($(#[$doc:meta])* $method:ident = $member:literal,)*) => {
    impl $name {
        $($(#[$doc])* pub fn $method(mut self, yes: bool) -> Self {
            self.call.set($member, yes);
            self
        })*
    }
} }

/// Reading vectors by their keys.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct GetVectors {
    storage: Storage,
    call: Call,
}

returning! { GetVectors,
    /// Whether their numbers are wanted. Default is yes.
    return_data = "returnData",
    /// Whether their metadata is wanted. Default is yes.
    return_metadata = "returnMetadata",
}

impl GetVectors {
    /// Sends it.
    ///
    /// # Errors
    /// When there are more than 100 keys, the server refuses (`InvalidRequest`, `NotFoundException`) or cannot be reached.
    pub async fn send(self) -> Result<Vec<Match>> {
        #[derive(Deserialize)]
        struct Answer {
            vectors: Vec<Match>,
        }
        self.storage.call::<Answer>(self.call).await.map(|answer| answer.vectors)
    }
}

/// Listing vectors.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct ListVectors {
    storage: Storage,
    call: Call,
}

paged!(ListVectors, "1000");

returning! { ListVectors,
    /// Whether their numbers are wanted. Default is yes.
    return_data = "returnData",
    /// Whether their metadata is wanted. Default is yes.
    return_metadata = "returnMetadata",
}

impl ListVectors {
    /// One of several parts of the list, for several readers at once: part `index` (from 0) of `count` (up to 16).
    pub fn segment(mut self, index: u32, count: u32) -> Self {
        self.call.set("segmentIndex", index);
        self.call.set("segmentCount", count);
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`InvalidRequest`, `NotFoundException`) or cannot be reached.
    pub async fn send(self) -> Result<VectorPage> {
        self.storage.call(self.call).await
    }
}

/// A page of vectors.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct VectorPage {
    /// The vectors.
    pub vectors: Vec<Match>,
    /// Where the next page begins; `None` on the last one.
    #[serde(default, rename = "nextToken")]
    pub next_token: Option<String>,
}

/// Searching vectors.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct QueryVectors {
    storage: Storage,
    call: Call,
}

returning! { QueryVectors,
    /// Whether it is wanted how far they are. Default is yes.
    return_distance = "returnDistance",
    /// Whether their metadata is wanted. Default is yes.
    return_metadata = "returnMetadata",
}

impl QueryVectors {
    /// Only those for which this is true.
    pub fn filter(mut self, filter: VectorFilter) -> Self {
        self.call.set("filter", filter.into_json());
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When a number is not finite, the server refuses (`InvalidRequest`, `InvalidParameter`, `NotFoundException`) or cannot be
    /// reached.
    pub async fn send(self) -> Result<Matches> {
        self.storage.call(self.call).await
    }
}

/// What was found, the nearest first.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Matches {
    /// The vectors.
    pub vectors: Vec<Match>,
    /// How the distances were measured, where the server says so.
    #[serde(default, rename = "distanceMetric")]
    pub distance_metric: Option<DistanceMetric>,
}
