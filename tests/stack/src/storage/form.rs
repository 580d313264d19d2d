//! Uploads whose payload is a form with the file in it.

use super::{
    call::Call,
    content::{Content, Sink},
    file::{essence, metadata},
    object::Parts,
    refusal::Refusal,
    upload::Gate,
};
use multer::{Field, Multipart};
use std::{collections::BTreeMap, sync::Arc};

/// A file that has arrived.
struct File {
    content: Content,
    content_type: String,
}

pub(super) async fn receive(gate: &Gate<'_>, call: &Call, boundary: String) -> Result<Parts, Refusal> {
    let mut form = Multipart::new(call.payload.clone(), boundary);
    let (mut file, mut fields) = (None, BTreeMap::new());
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if is_file(&field) {
            // only the first one counts
            if file.is_none() {
                file = Some(receive_file(gate, field).await?);
            }
        } else if let Some(name) = field.name().map(str::to_owned) {
            fields.insert(name, field.text().await.map_err(broken)?);
        }
    }
    let File { content, content_type } = file.ok_or_else(Refusal::no_content)?;
    let cache_control = fields.remove("cacheControl").filter(|text: &String| !text.is_empty());
    Ok(Parts {
        content: Arc::new(content),
        content_type: fields.remove("contentType").unwrap_or(content_type),
        cache_control: cache_control.map_or_else(|| "no-cache".to_owned(), |text| format!("max-age={text}")),
        metadata: metadata(fields.remove("metadata").map(String::into_bytes)),
        robots: call.header("x-robots-tag").to_owned(),
    })
}

fn kind(field: &Field<'_>) -> String {
    field.content_type().map_or_else(|| "text/plain".to_owned(), |kind| essence(kind.as_ref()).to_owned())
}

/// What has a name of a file, or is bytes: the rest are fields.
fn is_file(field: &Field<'_>) -> bool {
    field.file_name().is_some_and(|name| !name.is_empty()) || kind(field) == "application/octet-stream"
}

async fn receive_file(gate: &Gate<'_>, mut field: Field<'_>) -> Result<File, Refusal> {
    let content_type = kind(&field);
    gate.check(&content_type)?;
    let mut sink: Sink = gate.shared.sink().await?;
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        gate.write(&mut sink, &chunk).await?;
    }
    Ok(File { content: sink.finish().await?, content_type })
}

/// No form, or one that breaks off.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn broken(error: multer::Error) -> Refusal {
    match error {
        multer::Error::StreamReadFailed(_) => Refusal::internal(),
        _ => Refusal::no_content(),
    }
}
