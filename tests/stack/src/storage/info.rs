//! What there is to know about an object.

use super::{
    answer::{Answer, Outcome},
    call::Call,
    download::Reader,
    time,
    world::World,
};

pub(super) fn info(world: &World, call: &Call, bucket: &str, key: &str, reader: Reader) -> Outcome {
    let object = world.readable(call, bucket, key, reader)?;
    let answer = Answer::json(object.info(bucket, key));
    let answer = answer.with("etag", &*object.parts.content.etag);
    let answer = answer.with("last-modified", time::http(object.updated_at));
    Ok(answer.with("cache-control", &*object.parts.cache_control))
}
