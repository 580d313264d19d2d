//! Buckets.

use super::{
    answer::{Answer, Outcome},
    call::Call,
    caller::Caller,
    key,
    refusal::Refusal,
    schema::Body,
    server::Shared,
    time,
    world::World,
};
use ::time::OffsetDateTime;
use serde_json::{Map, Value, json};

/// A bucket.
#[derive(Debug, Clone)]
pub(super) struct Bucket {
    pub(super) id: String,
    name: String,
    owner: String,
    pub(super) is_public: bool,
    pub(super) file_size_limit: Option<u64>,
    allowed_mime_types: Option<Vec<String>>,
    created_at: OffsetDateTime,
}

impl Bucket {
    fn json(&self) -> Map<String, Value> {
        let row = json!({
            "id": self.id, "name": self.name, "owner": self.owner, "public": self.is_public,
            "file_size_limit": self.file_size_limit, "allowed_mime_types": self.allowed_mime_types,
            // the real server writes it once
            "created_at": time::json(self.created_at), "updated_at": time::json(self.created_at),
        });
        row.as_object().cloned().unwrap_or_default()
    }

    /// Whether it takes files of that type.
    pub(super) fn check_type(&self, kind: &str) -> Result<(), Refusal> {
        let allowed = self.allowed_mime_types.as_deref().unwrap_or_default();
        let fits = |pattern: &String| match pattern.strip_suffix('*') {
            Some(start) => kind.starts_with(start),
            None => kind == pattern,
        };
        if allowed.is_empty() || allowed.iter().any(fits) { Ok(()) } else { Err(Refusal::mime_type(kind)) }
    }

    fn set(&mut self, body: &Body, largest: u64) -> Result<(), Refusal> {
        if let Some(public) = body.flag("public") {
            self.is_public = public;
        }
        if let Some(limit) = body.get("file_size_limit") {
            self.file_size_limit = size(limit)?;
            if self.file_size_limit.is_some_and(|limit| limit > largest) {
                return Err(Refusal::too_large());
            }
        }
        if let Some(types) = body.get("allowed_mime_types") {
            let texts =
                |types: &Vec<Value>| types.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            self.allowed_mime_types = types.as_array().map(texts);
        }
        Ok(())
    }
}

/// Bytes, or a text as `20MB`; null is no limit.
fn size(value: &Value) -> Result<Option<u64>, Refusal> {
    let Some(text) = value.as_str() else { return Ok(value.as_u64()) };
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit: u64 = match text.get(digits.len()..).unwrap_or_default().trim().to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "KB" => 1000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        _ => return Err(Refusal::parameter("file_size_limit")),
    };
    let number: u64 = digits.parse().map_err(|_| Refusal::parameter("file_size_limit"))?;
    Ok(Some(number.saturating_mul(unit)))
}

pub(super) fn list(world: &World, call: &Call) -> Outcome {
    let caller = world.caller(call)?;
    let column = call.query("sortColumn").unwrap_or_default();
    if !matches!(column, "" | "id" | "name" | "created_at" | "updated_at") {
        let message = "querystring/sortColumn must be equal to one of the allowed values";
        return Err(Refusal::schema(message));
    }
    let search = call.query("search").unwrap_or_default();
    let seen = |bucket: &&Bucket| caller.is_service() && bucket.name.contains(search);
    let mut buckets: Vec<&Bucket> = world.buckets.iter().filter(seen).collect();
    match column {
        "" => {}
        "id" | "name" => buckets.sort_by(|a, b| a.name.cmp(&b.name)),
        _ => buckets.sort_by_key(|bucket| bucket.created_at),
    }
    if call.query("sortOrder") == Some("desc") {
        buckets.reverse();
    }
    let number = |name| call.query(name).and_then(|text| text.parse().ok());
    let page = buckets.into_iter().skip(number("offset").unwrap_or(0));
    let row = |bucket: &Bucket| {
        let mut row = bucket.json();
        row.insert("type".to_owned(), "STANDARD".into());
        Value::Object(row)
    };
    Ok(Answer::json(page.take(number("limit").unwrap_or(usize::MAX)).map(row).collect()))
}

pub(super) fn get(world: &World, call: &Call, id: &str) -> Outcome {
    let caller = world.caller(call)?;
    let bucket = world.bucket(id)?;
    if caller.is_service() {
        Ok(Answer::json(Value::Object(bucket.json())))
    } else {
        Err(Refusal::no_bucket())
    }
}

pub(super) async fn create(shared: &Shared, call: &mut Call) -> Outcome {
    let caller = shared.world().caller(call)?;
    let body = call.json().await?;
    let mut world = shared.world();
    let name = body.name("name")?;
    let id = body.text("id").unwrap_or(name);
    key::check_bucket(id)?;
    if !caller.is_service() {
        return Err(Refusal::row_level_security());
    }
    if world.bucket(id).is_ok() {
        return Err(Refusal::exists("BucketAlreadyExists"));
    }
    let mut bucket = Bucket {
        id: id.to_owned(),
        name: name.to_owned(),
        owner: caller.user,
        is_public: false,
        file_size_limit: None,
        allowed_mime_types: None,
        created_at: world.clock.now(),
    };
    bucket.set(&body, world.config.file_size_limit)?;
    world.buckets.push(bucket);
    Ok(Answer::json(json!({"name": id})))
}

pub(super) async fn update(shared: &Shared, call: &mut Call, id: &str) -> Outcome {
    let caller = shared.world().caller(call)?;
    let body = call.json().await?;
    let settings = ["public", "file_size_limit", "allowed_mime_types"];
    if settings.iter().all(|name| body.get(name).is_none()) {
        let missing = settings.map(|name| format!("body must have required property '{name}'")).join(", ");
        return Err(Refusal::schema(format!("{missing}, body must match a schema in anyOf")));
    }
    let mut world = shared.world();
    let mut bucket = visible(&world, &caller, id)?.clone();
    bucket.set(&body, world.config.file_size_limit)?;
    world.buckets.retain(|bucket| bucket.id != id);
    world.buckets.push(bucket);
    Ok(Answer::message("Successfully updated"))
}

fn visible<'a>(world: &'a World, caller: &Caller, id: &str) -> Result<&'a Bucket, Refusal> {
    world
        .bucket(id)
        .and_then(|bucket| if caller.is_service() { Ok(bucket) } else { Err(Refusal::no_bucket()) })
}

/// Whether it is empty is looked at before who asks.
pub(super) fn delete(world: &mut World, call: &Call, id: &str) -> Outcome {
    let caller = world.caller(call)?;
    world.bucket(id)?;
    if world.objects.keys().any(|(bucket, _)| bucket == id) {
        return Err(Refusal::not_empty());
    }
    visible(world, &caller, id)?;
    world.buckets.retain(|bucket| bucket.id != id);
    Ok(Answer::message("Successfully deleted"))
}

pub(super) fn empty(world: &mut World, call: &Call, id: &str) -> Outcome {
    if !world.caller(call)?.is_service() {
        return Err(Refusal::role());
    }
    world.bucket(id)?;
    world.objects.retain(|(bucket, _), _| bucket != id);
    Ok(Answer::message("Empty bucket has been queued. Completion may take up to an hour."))
}
