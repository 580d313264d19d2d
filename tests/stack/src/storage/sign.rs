//! Signed addresses.

use super::{
    answer::{Answer, Outcome},
    call::Call,
    download::object_answer,
    key,
    refusal::Refusal,
    schema::token,
    server::Shared,
    time,
    upload::Place,
    world::World,
};
use serde_json::{Value, json};

fn seconds(body: &super::schema::Body) -> Result<u64, Refusal> {
    let missing = || Refusal::schema("body must have required property 'expiresIn'");
    body.at_least_one("expiresIn")?.ok_or_else(missing)
}

/// The address is for the path as `decodeURI` leaves it, which is not always the object's.
pub(super) async fn one(shared: &Shared, call: &mut Call, path: &str, bucket: &str, key: &str) -> Outcome {
    let caller = shared.world().caller(call)?;
    let seconds = seconds(&call.json().await?)?;
    let world = shared.world();
    world.visible(&caller, bucket, key)?;
    let path = key::decoded_uri(path);
    let token = world.download_token(&path, seconds)?;
    Ok(Answer::json(json!({"signedURL": format!("/object/sign/{path}?token={token}")})))
}

pub(super) async fn many(shared: &Shared, call: &mut Call, bucket: &str) -> Outcome {
    let caller = shared.world().caller(call)?;
    let body = call.json().await?;
    let (keys, seconds) = (body.texts("paths")?, seconds(&body)?);
    let world = shared.world();
    let sign = |key: &String| {
        if world.visible(&caller, bucket, key).is_err() {
            let error = "Either the object does not exist or you do not have access to it";
            return Ok(json!({"error": error, "path": key, "signedURL": null}));
        }
        let path = format!("{bucket}/{key}");
        let token = world.download_token(&path, seconds)?;
        let url = format!("/object/sign/{path}?token={token}");
        Ok(json!({"error": null, "path": key, "signedURL": url}))
    };
    Ok(Answer::json(keys.iter().map(sign).collect::<Result<Vec<Value>, Refusal>>()?.into()))
}

/// An object by its signed address.
pub(super) fn get(world: &World, call: &Call, bucket: &str, key: &str) -> Outcome {
    let grant = world.check_token(token(call)?, "download", &format!("{bucket}/{key}"))?;
    let object = world.object(bucket, key).ok_or_else(Refusal::no_object)?;
    Ok(object_answer(call, object)?.with("expires", time::http(grant.ends_at)))
}

/// An address to upload to.
pub(super) fn upload(shared: &Shared, call: &Call, bucket: &str, key: &str) -> Outcome {
    let world = shared.world();
    let caller = world.caller(call)?;
    if world.bucket(bucket).is_err() {
        return Err(Refusal::no_relation());
    }
    let place = Place::of(&caller, bucket, key, call.is_upsert());
    place.check(&world, &caller)?;
    let path = place.full();
    let token = world.upload_token(&path, &caller.user, place.upsert)?;
    Ok(Answer::json(json!({"url": format!("/object/upload/sign/{path}?token={token}"), "token": token})))
}
