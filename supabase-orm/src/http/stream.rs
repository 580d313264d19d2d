//! A payload that is read while it is sent.

use super::{Phase, TransportError};
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::{Frame, SizeHint};
use std::{
    error::Error as StdError,
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

/// Why a payload could not be read.
pub type StreamError = Box<dyn StdError + Send + Sync>;

/// The chunks of a payload.
pub type BodyStream = Pin<Box<dyn Stream<Item = Result<Bytes, StreamError>> + Send>>;

/// A payload that is read while it is sent, and so only once: clones share it, the first that is sent takes it.
///
/// A server that refuses a request does not read the rest of it, and keeps the connection open: the next request on that
/// connection would never be answered. A [`Transport`](super::Transport) must not use a connection again that carried a stream,
/// unless it knows that all of it was read.
#[derive(Clone)]
pub struct StreamBody {
    source: Arc<Mutex<Option<BodyStream>>>,
    length: Option<u64>,
}

impl StreamBody {
    /// The chunks; `length` is what they come to, `None` if nobody knows.
    pub fn new(
        chunks: impl Stream<Item = Result<Bytes, StreamError>> + Send + 'static,
        length: Option<u64>,
    ) -> Self {
        Self { source: Arc::new(Mutex::new(Some(Box::pin(chunks)))), length }
    }

    /// How many bytes it has, if that is known before it is read.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The chunks, for a transport; `None` if they were taken before.
    #[must_use]
    pub fn take(&self) -> Option<BodyStream> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// All of it, for transports that stand in for a server in tests.
    ///
    /// # Errors
    /// When the source cannot be read, or was taken before.
    pub async fn bytes(&self) -> Result<Bytes, StreamError> {
        let mut chunks = self.take().ok_or("the payload was sent before")?;
        let mut all = BytesMut::new();
        while let Some(chunk) = poll_fn(|cx| chunks.as_mut().poll_next(cx)).await {
            all.extend_from_slice(&chunk?);
        }
        Ok(all.freeze())
    }

    /// For reqwest.
    pub(super) fn sent(&self) -> Result<Sent, TransportError> {
        let chunks =
            self.take().ok_or_else(|| TransportError::new(Phase::Build, "the payload was sent before"))?;
        *self.source.lock().unwrap_or_else(PoisonError::into_inner) = Some(chunks);
        Ok(Sent { source: self.source.clone(), left: self.length })
    }

    /// Ends what is being sent.
    pub(super) fn stop(&self) {
        drop(self.take());
    }
}

/// Two are equal if they are one.
impl PartialEq for StreamBody {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.source, &other.source)
    }
}

impl fmt::Debug for StreamBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length {
            Some(length) => write!(f, "a stream of {length} bytes"),
            None => f.write_str("a stream"),
        }
    }
}

/// The same as hyper reads it.
pub(super) struct Sent {
    source: Arc<Mutex<Option<BodyStream>>>,
    left: Option<u64>,
}

impl http_body::Body for Sent {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        let next = {
            let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
            match source.as_mut() {
                Some(chunks) => ready!(chunks.as_mut().poll_next(cx)),
                None => Some(Err("nobody waits for the answer any more".into())),
            }
        };
        if let (Some(Ok(chunk)), Some(left)) = (&next, &mut self.left) {
            *left = left.saturating_sub(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        }
        Poll::Ready(next.map(|chunk| chunk.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.left == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Once(Option<&'static str>);
    impl Stream for Once {
        type Item = Result<Bytes, StreamError>;
        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.take().map(|text| Ok(Bytes::from_static(text.as_bytes()))))
        }
    }

    #[tokio::test]
    async fn a_stream_is_read_once_and_equals_its_clones() {
        let body = StreamBody::new(Once(Some("s3cret")), Some(6));
        let clone = body.clone();
        assert!(body == clone && body != StreamBody::new(Once(None), Some(6)));
        assert_eq!(clone.bytes().await.unwrap(), "s3cret");
        assert!(body.bytes().await.is_err());
        assert_eq!(format!("{body:?}"), "a stream of 6 bytes");
    }
}
