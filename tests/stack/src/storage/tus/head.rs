//! How far uploads are, and giving them up.

use super::{Answer, Asked, Shared, Told, state::Upload};

pub(super) async fn head(shared: &Shared, asked: &Asked) -> Told {
    let upload = Upload::of(shared, asked)?;
    let state = upload.state().await;
    let answer = upload.expires(Answer::text(200, "")).with("cache-control", "no-store");
    let answer = answer.with("upload-metadata", upload.metadata.write());
    let answer = answer.with("upload-offset", state.offset.to_string());
    Ok(match state.length {
        Some(length) => answer.with("upload-length", length.to_string()),
        None => answer.with("upload-defer-length", "1"),
    })
}

pub(super) fn give_up(shared: &Shared, asked: &Asked) -> Told {
    Upload::of(shared, asked)?;
    shared.world().uploads.remove(&asked.id);
    Ok(Answer::nothing(204))
}
