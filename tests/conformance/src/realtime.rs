//! Transcripts of Realtime: a scripted server plays what the real one said, in the recorded order; what the client says is
//! compared frame by frame, and so is what listeners were told.
//!
//! A transcript has no language-neutral steps. What the client was asked for is read off its frames (a join with its
//! configuration, a broadcast, a leave) and who listened off the text of its program.
#![allow(clippy::indexing_slicing, reason = "what JSON does not have is null")]

mod compare;
mod listen;
mod play;
mod program;
mod server;
mod told;
mod transcript;

use crate::{Line, Status, outcome::Fault};
use std::path::Path;
use tokio::task::JoinSet;
use transcript::Transcript;

/// Runs the transcripts of a file side by side.
pub(crate) async fn run(file: &Path, only: Option<&str>) -> Result<Vec<Line>, String> {
    let all: Vec<Transcript> = crate::read(file)?;
    let waivers = crate::waivers::read()?;
    let mut running = JoinSet::new();
    for (at, transcript) in all.into_iter().enumerate() {
        if only.is_none_or(|part| transcript.id.contains(part)) {
            running.spawn(async move { (at, one(transcript).await) });
        }
    }
    let mut lines = running.join_all().await;
    lines.sort_by_key(|(at, _)| *at);
    lines.into_iter().map(|(_, line)| crate::waive(line, &waivers)).collect()
}

async fn one(transcript: Transcript) -> Line {
    let (status, detail) = match play::play(&transcript).await {
        Ok(()) => (Status::Passed, String::new()),
        Err(Fault::Unsupported(what)) => (Status::Unsupported, what),
        Err(Fault::Differs(what)) => (Status::Failed, what),
    };
    Line { id: transcript.id, status, detail }
}
