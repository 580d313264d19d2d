//! Pausing an upload.

use std::{future::poll_fn, pin::pin, sync::Arc, task::Poll};
use tokio::sync::watch;

/// Pauses an upload and lets it go on: see [`ResumableUpload::control`](super::ResumableUpload::control). Clones control the same
/// upload.
#[derive(Debug, Clone)]
pub struct UploadControl(Arc<watch::Sender<bool>>);

impl Default for UploadControl {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

/// The upload was paused meanwhile.
pub(super) struct Paused;

impl UploadControl {
    /// Stops sending at once; what the server has stays there.
    pub fn pause(&self) {
        self.0.send_replace(true);
    }

    /// Goes on.
    pub fn resume(&self) {
        self.0.send_replace(false);
    }

    /// Whether it is paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        *self.0.borrow()
    }

    pub(super) async fn wait_while_paused(&self) {
        // the sender is ours, so it is there
        let _ = self.0.subscribe().wait_for(|paused| !paused).await;
    }

    /// Drops the work when the upload is paused.
    pub(super) async fn unless_paused<T>(&self, work: impl Future<Output = T>) -> Result<T, Paused> {
        let mut watch = self.0.subscribe();
        let (mut work, mut paused) = (pin!(work), pin!(watch.wait_for(|paused| *paused)));
        poll_fn(|cx| match work.as_mut().poll(cx) {
            Poll::Ready(done) => Poll::Ready(Ok(done)),
            Poll::Pending => paused.as_mut().poll(cx).map(|_| Err(Paused)),
        })
        .await
    }
}
