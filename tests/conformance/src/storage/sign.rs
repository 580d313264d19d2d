//! Public and signed addresses.

use super::{Asked, texts, with};
use crate::outcome::{Fault, Returned};
use serde_json::{Value, json};
use supabase_orm::storage::{Objects, Transform};

pub(super) async fn call(objects: &Objects, asked: &Asked<'_>) -> Result<Option<Returned>, Fault> {
    Ok(Some(match asked.call {
        "get_public_url" => {
            let path = asked.text(0, "path").ok_or_else(|| asked.unknown())?;
            let mut call = objects.get_public_url(path);
            let options = asked.value(1, "options");
            call = match download(options) {
                Some("") => call.download(),
                Some(name) => call.download_as(name),
                None => call,
            };
            if let Some(given) = options.and_then(|options| options.get("transform")) {
                call = call.transform(transform(given)?);
            }
            with(call.url(), Value::String)
        }
        "create_signed_url" => signed(objects, asked).await?,
        "create_signed_urls" => several(objects, asked).await?,
        "create_signed_upload_url" => upload(objects, asked).await?,
        _ => return Ok(None),
    }))
}

/// `True` is an empty name, `False` nothing.
fn download(options: Option<&Value>) -> Option<&str> {
    match options?.get("download")? {
        Value::Bool(true) => Some(""),
        Value::String(name) => Some(name),
        _ => None,
    }
}

pub(super) fn transform(given: &Value) -> Result<Transform, Fault> {
    let unknown = || Fault::Unsupported(format!("the transform {given}"));
    let mut transform = Transform::new();
    for (name, value) in given.as_object().ok_or_else(unknown)? {
        let number = || value.as_u64().and_then(|n| u32::try_from(n).ok()).ok_or_else(unknown);
        let text = || value.as_str().ok_or_else(unknown);
        transform = match name.as_str() {
            "width" => transform.width(number()?),
            "height" => transform.height(number()?),
            "quality" => transform.quality(number()?),
            "resize" => transform.resize(text()?),
            "format" => transform.format(text()?),
            _ => return Err(unknown()),
        };
    }
    Ok(transform)
}

fn seconds(asked: &Asked<'_>) -> Result<u64, Returned> {
    let inexpressible = || Returned::Inexpressible("time that lies in the past".to_owned());
    asked.number(1, "expires_in").ok_or_else(inexpressible)
}

async fn signed(objects: &Objects, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let path = asked.text(0, "path").ok_or_else(|| asked.unknown())?;
    let seconds = match seconds(asked) {
        Ok(seconds) => seconds,
        Err(returned) => return Ok(returned),
    };
    let mut call = objects.create_signed_url(path, seconds);
    let options = asked.value(2, "options");
    call = match download(options) {
        Some("") => call.download(),
        Some(name) => call.download_as(name),
        None => call,
    };
    if let Some(given) = options.and_then(|options| options.get("transform")) {
        call = call.transform(transform(given)?);
    }
    Ok(with(call.send().await, |url| json!({"signedURL": url.expose(), "signedUrl": url.expose()})))
}

async fn several(objects: &Objects, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let seconds = match seconds(asked) {
        Ok(seconds) => seconds,
        Err(returned) => return Ok(returned),
    };
    let mut call = objects.create_signed_urls(texts(asked.value(0, "paths")), seconds);
    call = match download(asked.value(2, "options")) {
        Some("") => call.download(),
        Some(name) => call.download_as(name),
        None => call,
    };
    Ok(with(call.send().await, |all| {
        let one = |one: &supabase_orm::storage::SignedPath| {
            let url = one.url.as_ref().map(|url| url.expose());
            json!({"path": one.path, "error": one.error, "signedURL": url, "signedUrl": url})
        };
        all.iter().map(one).collect()
    }))
}

async fn upload(objects: &Objects, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let path = asked.text(0, "path").ok_or_else(|| asked.unknown())?;
    let upsert = asked.value(1, "options").and_then(|options| options.get("upsert"));
    let upsert = upsert.is_some_and(|upsert| upsert == true || upsert == "true");
    let made = objects.create_signed_upload_url(path).upsert(upsert).send().await;
    Ok(with(made, |made| {
        json!({
            "signed_url": made.url.expose(), "signedUrl": made.url.expose(), "url": made.url.expose(),
            "token": made.token.expose(), "path": made.path,
        })
    }))
}
