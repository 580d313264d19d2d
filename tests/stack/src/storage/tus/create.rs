//! New uploads.

use super::{Answer, Asked, Call, Place, Refusal, Shared, Told, metadata::Metadata, state::Upload};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

pub(super) async fn create(shared: &Shared, call: &mut Call, asked: &Asked) -> Told {
    let length = call.number("upload-length");
    if length.is_none() && call.header("upload-defer-length") != "1" {
        return Err(Answer::text(400, "Upload-Length or Upload-Defer-Length header required\n"));
    }
    if call.header("upload-metadata").is_empty() {
        return Err(Answer::text(400, "Metadata header is required"));
    }
    let metadata = Metadata::read(call.header("upload-metadata"));
    let place = check(shared, call, asked, &metadata, length)?;
    let sink = shared.sink().await.map_err(|e| Refusal::from(e).plain())?;
    let id = URL_SAFE_NO_PAD.encode(format!("{}/{}", place.full(), Uuid::new_v4()));
    let (upload, location) = {
        let mut world = shared.world();
        let ends_at = world.config.upload_expiry.map(|time| world.clock.now() + time);
        let upload = Upload::new(metadata, sink, length, ends_at);
        world.uploads.insert(id.clone(), upload.clone());
        let sign = if asked.caller.is_none() { "sign/" } else { "" };
        (upload, format!("{}/upload/resumable/{sign}{id}", world.config.url))
    };
    let has_part = call.header("content-type") == "application/offset+octet-stream";
    let mut state = upload.state().await;
    let is_done = upload.take(shared, call, &mut state, &place).await.map_err(Refusal::plain)?;
    let mut answer = upload.expires(Answer::text(201, "")).with("location", location);
    if has_part {
        answer = answer.with("upload-offset", state.offset.to_string());
    }
    Ok(if is_done { answer.with("tus-complete", "1") } else { answer })
}

/// Where it goes, if it may.
fn check(
    shared: &Shared,
    call: &Call,
    asked: &Asked,
    metadata: &Metadata,
    length: Option<u64>,
) -> Result<Place, Answer> {
    let world = shared.world();
    let bucket = world.bucket(metadata.bucket()).map_err(Refusal::plain)?;
    if let Some(kind) = metadata.kind() {
        bucket.check_type(kind).map_err(Refusal::plain)?;
    }
    if length > Some(bucket.file_size_limit.unwrap_or(world.config.file_size_limit)) {
        return Err(Answer::text(413, "Maximum size exceeded\n"));
    }
    let place = asked.place(&world, metadata.bucket(), metadata.key(), call.is_upsert());
    place.map_err(Refusal::plain)
}
