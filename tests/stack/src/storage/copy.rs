//! Copying objects.

use super::{
    answer::{Answer, Outcome},
    call::Call,
    object::Parts,
    schema::Body,
    server::Shared,
    upload::Place,
};
use serde_json::Value;

pub(super) async fn copy(shared: &Shared, call: &mut Call) -> Outcome {
    let caller = shared.world().caller(call)?;
    let body = call.json().await?;
    let (bucket, from) = (body.name("bucketId")?, body.name("sourceKey")?);
    let to_bucket = body.text("destinationBucket").unwrap_or(bucket);
    let place = Place::of(&caller, to_bucket, body.name("destinationKey")?, call.is_upsert());
    let mut world = shared.world();
    let parts = parts(&body, &world.visible(&caller, bucket, from)?.parts);
    place.check(&world, &caller)?;
    let object = world.put(&place, parts)?;
    let mut answer = object.row(to_bucket, &place.key);
    answer.insert("Key".to_owned(), place.full().into());
    answer.insert("Id".to_owned(), object.id.to_string().into());
    Ok(Answer::json(Value::Object(answer)))
}

/// The bytes, and what is said about them unless other things are.
fn parts(body: &Body, source: &Parts) -> Parts {
    let mut parts = source.clone();
    if body.flag("copyMetadata") == Some(false) {
        let given = |name: &str| body.get("metadata")?.get(name)?.as_str().map(str::to_owned);
        parts.metadata = Value::Null;
        parts.content_type = given("mimetype").unwrap_or(parts.content_type);
        parts.cache_control = given("cacheControl").unwrap_or(parts.cache_control);
    }
    parts
}
