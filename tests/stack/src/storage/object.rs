//! Objects, as the server describes them.

use super::{content::Content, refusal::Refusal, time, upload::Place, world::World};
use ::time::OffsetDateTime;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// An object: its row, and its bytes.
#[derive(Debug, Clone)]
pub(super) struct Object {
    pub(super) id: Uuid,
    pub(super) version: Uuid,
    /// `""` for keys.
    pub(super) owner: String,
    pub(super) created_at: OffsetDateTime,
    pub(super) updated_at: OffsetDateTime,
    pub(super) parts: Parts,
}

/// What an upload brings.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    pub(super) content: Arc<Content>,
    pub(super) content_type: String,
    pub(super) cache_control: String,
    /// Of its user.
    pub(super) metadata: Value,
    /// The header `x-robots-tag` of downloads.
    pub(super) robots: String,
}

impl Object {
    /// The column `metadata`.
    fn metadata(&self) -> Value {
        let Content { size, etag, .. } = &*self.parts.content;
        json!({
            "eTag": etag, "size": size, "mimetype": self.parts.content_type,
            "cacheControl": self.parts.cache_control, "lastModified": time::json(self.updated_at),
            "contentLength": size, "httpStatusCode": 200,
        })
    }

    /// What lists tell of it, under that name.
    pub(super) fn listed(&self, name: &str) -> Map<String, Value> {
        let mut row = Map::new();
        row.insert("name".to_owned(), name.into());
        row.insert("id".to_owned(), json!(self.id));
        row.insert("updated_at".to_owned(), time::json(self.updated_at));
        row.insert("created_at".to_owned(), time::json(self.created_at));
        row.insert("last_accessed_at".to_owned(), time::json(self.created_at));
        row.insert("metadata".to_owned(), self.metadata());
        row
    }

    /// The whole row.
    pub(super) fn row(&self, bucket: &str, key: &str) -> Map<String, Value> {
        let mut row = self.listed(key);
        row.insert("bucket_id".to_owned(), bucket.into());
        row.insert("owner".to_owned(), json!(self.owner));
        row.insert("owner_id".to_owned(), json!(self.owner));
        row.insert("version".to_owned(), json!(self.version));
        row.insert("user_metadata".to_owned(), self.parts.metadata.clone());
        row
    }

    /// What is asked about one object.
    pub(super) fn info(&self, bucket: &str, key: &str) -> Value {
        let Content { size, etag, .. } = &*self.parts.content;
        json!({
            "id": self.id, "name": key, "version": self.version, "bucket_id": bucket, "size": size,
            "content_type": self.parts.content_type, "cache_control": self.parts.cache_control, "etag": etag,
            "metadata": self.parts.metadata, "last_modified": time::json(self.updated_at),
            "created_at": time::json(self.created_at),
        })
    }
}

/// A folder in a list: a name, and nothing else.
pub(super) fn folder(name: &str) -> Map<String, Value> {
    let names = ["id", "updated_at", "created_at", "last_accessed_at", "metadata"];
    let nothing = names.into_iter().map(|name| (name.to_owned(), Value::Null));
    nothing.chain([("name".to_owned(), name.into())]).collect()
}

impl World {
    /// The row of what was uploaded or copied. One that is replaced keeps its id.
    pub(super) fn put(&mut self, place: &Place, parts: Parts) -> Result<Object, Refusal> {
        let now = self.clock.now();
        let at = (place.bucket.clone(), place.key.clone());
        let before = self.objects.get(&at);
        if before.is_some() && !place.upsert {
            return Err(Refusal::exists("KeyAlreadyExists"));
        }
        let (id, created_at) = before.map_or_else(|| (Uuid::new_v4(), now), |o| (o.id, o.created_at));
        let owner = place.owner.clone();
        let object = Object { id, version: Uuid::new_v4(), owner, created_at, updated_at: now, parts };
        self.objects.insert(at, object.clone());
        Ok(object)
    }
}
