//! Which handler a request goes to.

use super::{
    answer::{Answer, Outcome},
    bucket,
    call::Call,
    copy,
    download::{self, Reader},
    info, key, list, list_v2,
    refusal::Refusal,
    remove, rename,
    server::Shared,
    sign, tus, upload,
};

/// The name of a bucket, and what follows it; both as they were sent.
struct Named {
    bucket: String,
    /// `None` without a slash behind the bucket.
    rest: Option<String>,
}

impl Named {
    fn of(path: &str) -> Self {
        let (bucket, rest) = path.split_once('/').map_or((path, None), |(bucket, rest)| (bucket, Some(rest)));
        Self { bucket: key::decoded(bucket), rest: rest.map(str::to_owned) }
    }

    /// Bucket and key of an object.
    fn object(&self) -> Option<(&str, String)> {
        self.rest
            .as_deref()
            .map(|rest| (&*self.bucket, key::decoded(rest)))
            .filter(|(bucket, _)| !bucket.is_empty())
    }
}

pub(super) async fn answer(shared: &Shared, call: &mut Call) -> Outcome {
    let path = call.path.clone();
    let outcome = match path.strip_prefix('/').and_then(|path| path.split_once('/')) {
        _ if path == "/status" => Some(Ok(Answer::nothing(200))),
        _ if path == "/bucket" => buckets(shared, call).await,
        Some(("bucket", rest)) => of_bucket(shared, call, rest).await,
        Some(("object", rest)) => objects(shared, call, rest).await,
        Some(("upload", rest)) => tus::answer(shared, call, rest).await,
        // no network has copies of what this double has
        Some(("cdn", _)) if call.method == "DELETE" => Some(Err(Refusal::setting("CDN_PURGE_ENDPOINT_URL"))),
        _ => None,
    };
    outcome.unwrap_or_else(|| Ok(Answer::no_route(&call.method, &call.path_and_query)))
}

async fn buckets(shared: &Shared, call: &mut Call) -> Option<Outcome> {
    match &*call.method {
        "GET" => Some(bucket::list(&shared.world(), call)),
        "POST" => Some(bucket::create(shared, call).await),
        _ => None,
    }
}

async fn of_bucket(shared: &Shared, call: &mut Call, rest: &str) -> Option<Outcome> {
    let Named { bucket: id, rest } = Named::of(rest);
    match (&*call.method.clone(), rest.as_deref()) {
        ("GET", None) => Some(bucket::get(&shared.world(), call, &id)),
        ("PUT", None) => Some(bucket::update(shared, call, &id).await),
        ("DELETE", None) => Some(bucket::delete(&mut shared.world(), call, &id)),
        ("POST", Some("empty")) => Some(bucket::empty(&mut shared.world(), call, &id)),
        _ => None,
    }
}

async fn objects(shared: &Shared, call: &mut Call, rest: &str) -> Option<Outcome> {
    let method = call.method.clone();
    match (&*method, rest) {
        ("POST", "move") => return Some(rename::rename(shared, call).await),
        ("POST", "copy") => return Some(copy::copy(shared, call).await),
        _ => {}
    }
    let (first, after) = rest.split_once('/').unwrap_or((rest, ""));
    let of = Named::of(after);
    match (&*method, first) {
        ("POST", "list") => Some(list::list(shared, call, &of.bucket).await),
        ("POST", "list-v2") => Some(list_v2::list(shared, call, &of.bucket).await),
        ("GET" | "HEAD", "info") => infos(shared, call, after),
        ("GET" | "HEAD", "public") => {
            let (bucket, key) = of.object()?;
            Some(download::get(&shared.world(), call, bucket, &key, Reader::Anyone))
        }
        ("GET" | "HEAD", "authenticated") => {
            let (bucket, key) = of.object()?;
            Some(download::get(&shared.world(), call, bucket, &key, Reader::Caller))
        }
        (_, "sign") => signed(shared, call, after).await,
        (_, "upload") => signed_uploads(shared, call, after.strip_prefix("sign/")?).await,
        _ => of_object(shared, call, rest).await,
    }
}

async fn of_object(shared: &Shared, call: &mut Call, rest: &str) -> Option<Outcome> {
    let of = Named::of(rest);
    let method = call.method.clone();
    if method == "DELETE" && of.rest.is_none() {
        return Some(remove::many(shared, call, &of.bucket).await);
    }
    let (bucket, key) = of.object()?;
    match &*method {
        "POST" => Some(upload::upload(shared, call, bucket, &key, call.is_upsert()).await),
        "PUT" => Some(upload::upload(shared, call, bucket, &key, true).await),
        "GET" | "HEAD" => Some(download::get(&shared.world(), call, bucket, &key, Reader::AnyoneOrCaller)),
        "DELETE" => Some(remove::one(&mut shared.world(), call, bucket, &key)),
        _ => None,
    }
}

fn infos(shared: &Shared, call: &Call, rest: &str) -> Option<Outcome> {
    let (reader, rest) = match rest.split_once('/') {
        Some(("public", rest)) => (Reader::Anyone, rest),
        Some(("authenticated", rest)) => (Reader::Caller, rest),
        _ => (Reader::AnyoneOrCaller, rest),
    };
    let of = Named::of(rest);
    let (bucket, key) = of.object()?;
    Some(info::info(&shared.world(), call, bucket, &key, reader))
}

async fn signed(shared: &Shared, call: &mut Call, rest: &str) -> Option<Outcome> {
    let of = Named::of(rest);
    match (&*call.method.clone(), of.object()) {
        ("POST", Some((bucket, key))) => Some(sign::one(shared, call, rest, bucket, &key).await),
        ("POST", None) => Some(sign::many(shared, call, &of.bucket).await),
        ("GET" | "HEAD", Some((bucket, key))) => Some(sign::get(&shared.world(), call, bucket, &key)),
        _ => None,
    }
}

async fn signed_uploads(shared: &Shared, call: &mut Call, rest: &str) -> Option<Outcome> {
    let of = Named::of(rest);
    let (bucket, key) = of.object()?;
    match &*call.method.clone() {
        "POST" => Some(sign::upload(shared, call, bucket, &key)),
        "PUT" => Some(upload::by_token(shared, call, bucket, &key).await),
        _ => None,
    }
}
