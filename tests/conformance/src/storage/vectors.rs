//! Vectors.

use super::{Asked, done, given, plain, returned, texts, with};
use crate::outcome::{Fault, Returned};
use serde_json::{Value, json};
use supabase_orm::storage::{Vector, VectorBuckets, VectorFilter, VectorIndexes, Vectors};

pub(super) async fn buckets(buckets: &VectorBuckets, asked: &Asked<'_>) -> Result<Returned, Fault> {
    Ok(match asked.call {
        "create_bucket" => done(buckets.create_bucket(asked.name("bucket_name")?).await),
        "get_bucket" => {
            let found = buckets.get_bucket(asked.name("bucket_name")?).await;
            or_none(with(found, |bucket| json!({"vectorBucket": bucket})))
        }
        "list_buckets" => {
            let call = given!(buckets.list_buckets(), asked.text(0, "prefix") => prefix,
                asked.number(1, "max_results") => max_results, asked.text(2, "next_token") => next_token);
            returned(call.send().await)
        }
        "delete_bucket" => done(buckets.delete_bucket(asked.name("bucket_name")?).await),
        _ => return Err(asked.unknown()),
    })
}

/// The official client takes any error for "there is none".
fn or_none(returned: Returned) -> Returned {
    match returned {
        Returned::Error(e) if e.status().is_some_and(|status| status == 404) => {
            Returned::Storage(Value::Null)
        }
        other => other,
    }
}

pub(super) async fn indexes(indexes: &VectorIndexes, asked: &Asked<'_>) -> Result<Returned, Fault> {
    Ok(match asked.call {
        "create_index" => create(indexes, asked).await?,
        "get_index" => {
            let found = indexes.get_index(asked.name("index_name")?).await;
            or_none(with(found, |index| json!({"index": index})))
        }
        "list_indexes" => {
            let call = given!(indexes.list_indexes(), asked.text(0, "next_token") => next_token,
                asked.number(1, "max_results") => max_results, asked.text(2, "prefix") => prefix);
            returned(call.send().await)
        }
        "delete_index" => done(indexes.delete_index(asked.name("index_name")?).await),
        _ => return Err(asked.unknown()),
    })
}

async fn create(indexes: &VectorIndexes, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let dimension = asked.number(1, "dimension").and_then(|n| u32::try_from(n).ok());
    let (Some(dimension), Some(metric)) = (dimension, asked.text(2, "distance_metric")) else {
        return Err(asked.unknown());
    };
    let mut call = indexes.create_index(asked.name("index_name")?, dimension, metric);
    if let Some(kind) = asked.text(3, "data_type") {
        call = call.data_type(kind);
    }
    let metadata =
        asked.value(4, "metadata").and_then(|metadata| metadata.get("non_filterable_metadata_keys"));
    if metadata.is_some() {
        call = call.non_filterable_metadata_keys(texts(metadata));
    }
    Ok(done(call.send().await))
}

pub(super) async fn index(index: &Vectors, asked: &Asked<'_>) -> Result<Returned, Fault> {
    Ok(match asked.call {
        "put" => {
            let given = asked.value(0, "vectors").and_then(Value::as_array).ok_or_else(|| asked.unknown())?;
            let vectors: Option<Vec<Vector>> = given.iter().map(vector).collect();
            done(index.put(vectors.ok_or_else(|| asked.unknown())?).await)
        }
        "get" => {
            let keys: Vec<&str> = asked.args.iter().filter_map(Value::as_str).collect();
            let call = given!(index.get(keys), asked.flag(usize::MAX, "return_data") => return_data,
                asked.flag(usize::MAX, "return_metadata") => return_metadata);
            with(call.send().await, |vectors| json!({"vectors": vectors}))
        }
        "list" => {
            let mut call = given!(index.list(), asked.number(0, "max_results") => max_results,
                asked.text(1, "next_token") => next_token, asked.flag(2, "return_data") => return_data,
                asked.flag(3, "return_metadata") => return_metadata);
            let small = |place, name| asked.number(place, name).and_then(|n| u32::try_from(n).ok());
            if let (Some(count), Some(part)) = (small(4, "segment_count"), small(5, "segment_index")) {
                call = call.segment(part, count);
            }
            returned(call.send().await)
        }
        "query" => query(index, asked).await?,
        "delete" => done(index.delete(texts(asked.value(0, "keys"))).await),
        _ => return Err(asked.unknown()),
    })
}

fn numbers(data: &Value) -> Option<Vec<f32>> {
    serde_json::from_value(data.get("float32")?.clone()).ok()
}

fn vector(given: &Value) -> Option<Vector> {
    let vector = Vector::new(given.get("key")?.as_str()?, numbers(given.get("data")?)?);
    let metadata = given.get("metadata").map(plain).unwrap_or_default();
    let metadata = metadata.as_object().cloned().unwrap_or_default();
    Some(metadata.into_iter().fold(vector, |vector, (name, value)| vector.metadata(name, value)))
}

async fn query(index: &Vectors, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let vector = asked.value(0, "query_vector").and_then(numbers).ok_or_else(|| asked.unknown())?;
    let Some(top_k) = asked.number(1, "topK").and_then(|n| u32::try_from(n).ok()) else {
        return Ok(Returned::Inexpressible("query without a number of neighbours".to_owned()));
    };
    let filter = asked.value(2, "filter").map(|filter| VectorFilter::raw(plain(filter)));
    let call = given!(index.query(vector, top_k), filter => filter,
        asked.flag(3, "return_distance") => return_distance,
        asked.flag(4, "return_metadata") => return_metadata);
    Ok(returned(call.send().await))
}
