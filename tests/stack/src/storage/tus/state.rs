//! How far an upload is.

use super::{Answer, Asked, Call, Place, Refusal, Shared, metadata::Metadata, named};
use crate::storage::{content::Sink, object::Parts, time};
use ::time::OffsetDateTime;
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

/// An upload on its way.
#[derive(Debug, Clone)]
pub(in crate::storage) struct Upload {
    pub(super) metadata: Metadata,
    pub(super) ends_at: Option<OffsetDateTime>,
    /// Held by the request that writes.
    state: Arc<Mutex<State>>,
    /// Whoever writes stops when somebody else wants to know how far it is.
    stop: watch::Sender<()>,
}

/// What has arrived.
#[derive(Debug)]
pub(super) struct State {
    /// `None` when all of it has.
    sink: Option<Sink>,
    pub(super) offset: u64,
    pub(super) length: Option<u64>,
}

impl Upload {
    pub(super) fn new(
        metadata: Metadata,
        sink: Sink,
        length: Option<u64>,
        ends_at: Option<OffsetDateTime>,
    ) -> Self {
        let state = State { sink: Some(sink), offset: 0, length };
        Self { metadata, ends_at, state: Arc::new(Mutex::new(state)), stop: watch::Sender::new(()) }
    }

    /// The upload of that id.
    pub(super) fn of(shared: &Shared, asked: &Asked) -> Result<Self, Answer> {
        let world = shared.world();
        if named(&asked.id).is_none_or(|named| named.split('/').count() < 3) {
            return Err(Answer::text(400, "Invalid upload id"));
        }
        let upload = world.uploads.get(&asked.id);
        let upload = upload.ok_or_else(|| Answer::text(404, "The file for this url was not found\n"))?;
        if upload.ends_at.is_some_and(|at| at <= world.clock.now()) {
            return Err(Answer::text(410, "The file for this url no longer exists\n"));
        }
        Ok(upload.clone())
    }

    /// What has arrived; another request that is still writing ends with what it has written.
    pub(super) async fn state(&self) -> OwnedMutexGuard<State> {
        self.stop.send_replace(());
        self.state.clone().lock_owned().await
    }

    /// The header that says until when it may go on.
    pub(super) fn expires(&self, answer: Answer) -> Answer {
        match self.ends_at {
            Some(at) => answer.with("upload-expires", time::http(at)),
            None => answer,
        }
    }

    /// Takes what a request brings, up to where it breaks off, and makes the object if that was all. Whether it was.
    pub(super) async fn take(
        &self,
        shared: &Shared,
        call: &mut Call,
        state: &mut State,
        place: &Place,
    ) -> Result<bool, Refusal> {
        let mut stopped = self.stop.subscribe();
        let Some(sink) = &mut state.sink else { return Ok(false) };
        while state.length != Some(state.offset) {
            let chunk = tokio::select! {
                chunk = call.payload.next() => chunk,
                Ok(()) = stopped.changed() => None,
            };
            let Some(chunk) = chunk.transpose()? else { break };
            sink.write(&chunk).await?;
            state.offset = sink.size();
            if state.length.is_some_and(|length| state.offset > length) {
                return Err(Refusal::too_large());
            }
        }
        if state.length != Some(state.offset) {
            return Ok(false);
        }
        let Some(sink) = state.sink.take() else { return Ok(false) };
        let content = Arc::new(sink.finish().await?);
        let parts = Parts {
            content,
            content_type: self.metadata.content_type(),
            cache_control: self.metadata.cache_control(),
            metadata: self.metadata.of_user(),
            robots: String::new(),
        };
        shared.world().put(place, parts)?;
        Ok(true)
    }
}
