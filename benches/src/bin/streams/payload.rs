//! Bytes without end, in pieces that share them.

use bytes::Bytes;
use futures_core::Stream;
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

/// How large a piece is.
pub(crate) const PIECE: usize = 128 * 1024;

/// So many bytes.
pub(crate) struct Payload {
    piece: Bytes,
    left: u64,
}

impl Payload {
    pub(crate) fn new(length: u64) -> Self {
        Self { piece: Bytes::from(vec![7; PIECE]), left: length }
    }
}

impl Stream for Payload {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let n = usize::try_from(self.left).unwrap_or(usize::MAX).min(PIECE);
        self.left -= n as u64;
        Poll::Ready(Some(Ok(self.piece.slice(..n))))
    }
}
