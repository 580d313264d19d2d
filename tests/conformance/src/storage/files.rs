//! Uploads and downloads.

use super::{Asked, plain, sign::transform, with};
use crate::outcome::{Fault, Returned};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::path::PathBuf;
use supabase_orm::storage::{Objects, Upload, UploadSource, Uploaded};

pub(super) async fn call(objects: &Objects, asked: &Asked<'_>) -> Result<Option<Returned>, Fault> {
    Ok(Some(match asked.call {
        "upload" => {
            let call = objects.upload(path(asked)?, source(asked, 1)?);
            uploaded(call, asked, 2).await?
        }
        "update" => {
            let call = objects.update(path(asked)?, source(asked, 1)?);
            uploaded(call, asked, 2).await?
        }
        "upload_to_signed_url" => {
            let token = asked.text(1, "token").ok_or_else(|| asked.unknown())?;
            let call = objects.upload_to_signed_url(path(asked)?, token, source(asked, 2)?);
            uploaded(call, asked, 3).await?
        }
        "download" => download(objects, asked).await?,
        _ => return Ok(None),
    }))
}

fn path<'a>(asked: &'a Asked<'_>) -> Result<&'a str, Fault> {
    asked.text(0, "path").ok_or_else(|| asked.unknown())
}

/// Bytes, or the path of a file on this machine.
fn source(asked: &Asked<'_>, place: usize) -> Result<UploadSource, Fault> {
    let value = asked.value(place, "file").ok_or_else(|| asked.unknown())?;
    if let Some(text) = value.get("$bytes").and_then(Value::as_str) {
        let bytes = STANDARD.decode(text).map_err(|_| asked.unknown())?;
        return Ok(bytes.into());
    }
    match value.as_str() {
        Some("./public/avatar1.png") => {
            avatar().map(UploadSource::file).map_err(|e| Fault::Differs(e.to_string()))
        }
        Some(path) => Ok(UploadSource::file(path)),
        None => Err(asked.unknown()),
    }
}

fn avatar_path() -> PathBuf {
    std::env::temp_dir().join(format!("conformance-{}-avatar1.png", std::process::id()))
}

/// Nothing of this process stays behind.
pub(crate) fn remove_files() {
    // most runs have made none
    let _ = std::fs::remove_file(avatar_path());
}

/// The file that the recorder had, in a place of this process.
fn avatar() -> std::io::Result<PathBuf> {
    let path = avatar_path();
    if !path.exists() {
        std::fs::write(&path, b"\x89PNG\r\n\x1a\nfake-avatar-bytes\0\xff")?;
    }
    Ok(path)
}

async fn uploaded(mut call: Upload, asked: &Asked<'_>, place: usize) -> Result<Returned, Fault> {
    let options = asked.value(place, "file_options").and_then(Value::as_object);
    for (name, value) in options.into_iter().flatten() {
        call = match (name.as_str(), value) {
            ("cache-control", Value::String(text)) => call.cache_control(text.as_str()),
            ("content-type", Value::String(text)) => call.content_type(text.as_str()),
            // a replacement is one anyway
            ("upsert", _) if asked.call == "update" => call,
            ("upsert", Value::String(text)) => call.upsert(text == "true"),
            ("upsert", Value::Bool(yes)) => call.upsert(*yes),
            ("metadata", metadata) => call.metadata(plain(metadata)),
            ("headers", Value::Object(headers)) => headers
                .iter()
                .fold(call, |call, (name, value)| call.header(name, value.as_str().unwrap_or_default())),
            // whatever else the official client is given becomes a header
            (name, Value::String(text)) => call.header(name, text),
            _ => return Err(asked.unknown()),
        };
    }
    Ok(with(call.send().await, |up| json(&up)))
}

fn json(up: &Uploaded) -> Value {
    json!({
        "path": up.path, "full_path": up.full_path, "fullPath": up.full_path, "Key": up.full_path, "Id": up.id,
    })
}

async fn download(objects: &Objects, asked: &Asked<'_>) -> Result<Returned, Fault> {
    let mut call = objects.download(path(asked)?);
    if let Some(options) = asked.value(1, "options").and_then(|options| options.get("transform")) {
        call = call.transform(transform(options)?);
    }
    let query = asked.value(2, "query_params").and_then(Value::as_object);
    for (name, value) in query.into_iter().flatten() {
        call = call.query(name.as_str(), value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
    Ok(with(call.send().await, |bytes| json!({"$base64": STANDARD.encode(bytes)})))
}
