//! Parts of uploads.

use super::{Answer, Asked, Call, Refusal, Shared, Told, state::Upload};

pub(super) async fn patch(shared: &Shared, call: &mut Call, asked: &Asked) -> Told {
    if call.header("content-type") != "application/offset+octet-stream" {
        return Err(Answer::text(400, "Invalid content-type\n"));
    }
    let upload = Upload::of(shared, asked)?;
    let (bucket, key) = (upload.metadata.bucket(), upload.metadata.key());
    // the header counts in every request, not only in the first
    let place = asked.place(&shared.world(), bucket, key, call.is_upsert()).map_err(Refusal::plain)?;
    let mut state = upload.state().await;
    if call.number("upload-offset") != Some(state.offset) {
        return Err(Answer::text(409, "Upload-Offset conflict\n"));
    }
    if state.length.is_none() {
        state.length = call.number("upload-length");
    }
    let after = call.number("content-length").map(|part| state.offset.saturating_add(part));
    if let (Some(after), Some(length)) = (after, state.length)
        && after > length
    {
        return Err(Answer::text(413, "upload's size exceeded\n"));
    }
    let is_done = upload.take(shared, call, &mut state, &place).await.map_err(Refusal::plain)?;
    let answer = upload.expires(Answer::nothing(204)).with("upload-offset", state.offset.to_string());
    Ok(if is_done { answer.with("tus-complete", "1") } else { answer })
}
