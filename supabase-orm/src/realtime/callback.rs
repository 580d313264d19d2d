//! Callbacks: streams that a task reads.

use futures_core::Stream;
use std::{future::poll_fn, pin::Pin};

/// Calls `f` with every item. Away from any runtime there is nobody to call it, and nobody to open a socket either.
pub(super) fn each<S>(mut stream: S, mut f: impl FnMut(S::Item) + Send + 'static)
where
    S: Stream + Send + Unpin + 'static,
    S::Item: Send,
{
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(async move {
            while let Some(item) = poll_fn(|cx| Pin::new(&mut stream).poll_next(cx)).await {
                f(item);
            }
        });
    }
}
