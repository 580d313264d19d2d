//! The bytes of objects.

use super::{
    answer::{Answer, Answered, Outcome},
    call::Call,
    key,
    object::Object,
    refusal::Refusal,
    time,
    world::World,
};

/// Who an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// Whoever knows it, if the bucket is public.
    Anyone,
    /// Who asks, by policies.
    Caller,
    /// The one or the other.
    AnyoneOrCaller,
}

impl World {
    /// The object, if it may be read.
    pub(super) fn readable(
        &self,
        call: &Call,
        bucket: &str,
        key: &str,
        reader: Reader,
    ) -> Result<&Object, Refusal> {
        let is_public = self.bucket(bucket).is_ok_and(|bucket| bucket.is_public);
        if reader != Reader::Caller && is_public {
            key::check(key)?;
            return self.object(bucket, key).ok_or_else(Refusal::no_object);
        }
        if reader == Reader::Anyone
            || reader == Reader::AnyoneOrCaller && call.header("authorization").is_empty()
        {
            return Err(Refusal::no_bucket());
        }
        let caller = self.caller(call)?;
        self.bucket(bucket)?;
        key::check(key)?;
        self.visible(&caller, bucket, key)
    }
}

pub(super) fn get(world: &World, call: &Call, bucket: &str, key: &str, reader: Reader) -> Outcome {
    let object = world.readable(call, bucket, key, reader)?;
    let answer = object_answer(call, object)?;
    Ok(answer.with("cache-control", &*object.parts.cache_control))
}

/// The object as far as it is asked for, without what caches are told.
pub(super) fn object_answer(call: &Call, object: &Object) -> Outcome {
    let content = &object.parts.content;
    let (status, from, length) = match range(call.header("range"), content.size)? {
        _ if is_known(call, object) => (304, 0, 0),
        Some((from, to)) => (206, from, to - from + 1),
        None => (200, 0, content.size),
    };
    let body = Answered::Object { content: content.clone(), from, length };
    let mut answer = Answer { status, headers: Vec::new(), body };
    // pages of users do not run on this server's address
    let kind = &*object.parts.content_type;
    answer = answer.with("content-type", if kind == "text/html" { "text/plain" } else { kind });
    answer = answer.with("accept-ranges", "bytes").with("etag", &*content.etag);
    answer = answer.with("last-modified", time::http(object.updated_at));
    let robots = &*object.parts.robots;
    answer = answer.with("x-robots-tag", if robots.is_empty() { "none" } else { robots });
    if status == 206 {
        answer = answer.with("content-range", format!("bytes {from}-{}/{}", from + length - 1, content.size));
    }
    Ok(match call.query("download") {
        None => answer,
        Some("") => answer.with("content-disposition", "attachment"),
        Some(name) => {
            let name = key::encoded(name);
            answer
                .with("content-disposition", format!("attachment; filename={name}; filename*=UTF-8''{name}"))
        }
    })
}

/// Who asks has it already.
fn is_known(call: &Call, object: &Object) -> bool {
    let since = time::from_http(call.header("if-modified-since"));
    call.header("if-none-match") == object.parts.content.etag
        || since.is_some_and(|since| object.updated_at <= since)
}

/// The first and the last byte that are asked for.
fn range(header: &str, size: u64) -> Result<Option<(u64, u64)>, Refusal> {
    let Some((first, last)) = header.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Ok(None);
    };
    let end = size.saturating_sub(1);
    let (first, last) = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) => (first, last.min(end)),
        (Ok(first), Err(_)) => (first, end),
        (Err(_), Ok(of_the_end)) => (size.saturating_sub(of_the_end), end),
        (Err(_), Err(_)) => return Err(Refusal::range()),
    };
    if first > last || first >= size { Err(Refusal::range()) } else { Ok(Some((first, last))) }
}
