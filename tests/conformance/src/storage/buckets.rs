//! Buckets.

use super::{Asked, message, texts, with};
use crate::outcome::{Fault, Returned};
use serde_json::{Value, json};
use supabase_orm::storage::{Bucket, FileSizeLimit, Storage};

pub(super) async fn call(storage: &Storage, asked: &Asked<'_>) -> Result<Returned, Fault> {
    Ok(match asked.call {
        "list_buckets" => with(storage.list_buckets().send().await, |all| all.iter().map(bucket).collect()),
        "get_bucket" => with(storage.get_bucket(asked.name("id")?).await, |one| bucket(&one)),
        "create_bucket" => create(storage, asked).await?,
        "update_bucket" => update(storage, asked).await?,
        "empty_bucket" => message(storage.empty_bucket(asked.name("id")?).await),
        "delete_bucket" => message(storage.delete_bucket(asked.name("id")?).await),
        _ => return Err(asked.unknown()),
    })
}

fn bucket(b: &Bucket) -> Value {
    let mut json = json!({
        "id": b.id, "name": b.name, "owner": b.owner, "public": b.public, "type": b.kind,
        "versioning_status": b.versioning_status, "file_size_limit": b.file_size_limit, "allowed_mime_types": b.allowed_mime_types,
        "created_at": b.created_at, "updated_at": b.updated_at,
    });
    if let Some(map) = json.as_object_mut() {
        map.extend(b.other.clone());
    }
    json
}

fn limit(value: &Value) -> Option<FileSizeLimit> {
    match value {
        Value::String(text) => Some(text.as_str().into()),
        other => other.as_u64().map(Into::into),
    }
}

fn options<'a>(asked: &'a Asked<'_>) -> impl Iterator<Item = (&'a String, &'a Value)> {
    asked.value(1, "options").and_then(Value::as_object).into_iter().flatten()
}

async fn create(storage: &Storage, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let mut call = storage.create_bucket(asked.name("id")?);
    for (name, value) in options(asked) {
        call = match (name.as_str(), value) {
            // what is null is left out
            (_, Value::Null) => call,
            ("public", Value::Bool(yes)) => call.public(*yes),
            ("file_size_limit", value) => call.file_size_limit(limit(value).ok_or_else(|| asked.unknown())?),
            ("allowed_mime_types", value) => call.allowed_mime_types(texts(Some(value))),
            _ => return Err(asked.unknown()),
        };
    }
    Ok(with(call.send().await, |made| json!({"name": made.name})))
}

async fn update(storage: &Storage, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let mut call = storage.update_bucket(asked.name("id")?);
    for (name, value) in options(asked) {
        call = match (name.as_str(), value) {
            ("public", Value::Bool(yes)) => call.public(*yes),
            ("file_size_limit", Value::Null) => call.no_file_size_limit(),
            ("file_size_limit", value) => call.file_size_limit(limit(value).ok_or_else(|| asked.unknown())?),
            ("allowed_mime_types", Value::Null) => call.any_mime_type(),
            ("allowed_mime_types", value) => call.allowed_mime_types(texts(Some(value))),
            _ => return Err(asked.unknown()),
        };
    }
    Ok(message(call.send().await))
}
