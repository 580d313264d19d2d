//! A source that is read once: what the server may yet ask for again is kept.

use crate::http::{BodyStream, StreamError};
use bytes::Bytes;
use futures_core::Stream;
use std::{
    collections::VecDeque,
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

/// A reader or a stream. In memory is what was read since the part that is being sent began, and no more than one piece beyond
/// that part.
pub(super) struct Once(Arc<Mutex<Kept>>);

struct Kept {
    source: BodyStream,
    length: u64,
    /// where the first of `pieces` begins
    start: u64,
    /// where the last one ends: so much was read
    end: u64,
    pieces: VecDeque<Bytes>,
    /// the source has said that it has no more
    ended: bool,
    /// the number of the part that may read: an older one may linger in a connection
    part: u64,
}

impl Once {
    pub(super) fn new(source: BodyStream, length: u64) -> Self {
        let (pieces, ended) = (VecDeque::new(), false);
        Self(Arc::new(Mutex::new(Kept { source, length, start: 0, end: 0, pieces, ended, part: 0 })))
    }

    /// Whether it can be read from there.
    pub(super) fn has(&self, from: u64) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).start <= from
    }

    /// The bytes from one place to another; what stands before is given up.
    pub(super) fn part(
        &self,
        from: u64,
        to: u64,
    ) -> impl Stream<Item = Result<Bytes, StreamError>> + Send + use<> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.part += 1;
        kept.give_up(from);
        Part { kept: self.0.clone(), number: kept.part, from, at: from, to, next: 0 }
    }
}

impl Kept {
    /// What ends before this place is needed no more.
    fn give_up(&mut self, before: u64) {
        while let Some(piece) = self.pieces.front() {
            let end = self.start.saturating_add(length(piece));
            if end > before {
                return;
            }
            self.start = end;
            self.pieces.pop_front();
        }
    }

    /// Reads on; whether there was something.
    fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<Result<bool, StreamError>> {
        while !self.ended {
            match ready!(self.source.as_mut().poll_next(cx)) {
                Some(Ok(piece)) if piece.is_empty() => {}
                Some(Ok(piece)) => {
                    self.end = self.end.saturating_add(length(&piece));
                    self.pieces.push_back(piece);
                    return Poll::Ready(Ok(true));
                }
                Some(Err(e)) => return Poll::Ready(Err(e)),
                None => self.ended = true,
            }
        }
        Poll::Ready(Ok(false))
    }

    /// The source ends where it was said to. Asked before its last piece is sent, as an upload that is complete cannot be taken
    /// back.
    fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), StreamError>> {
        let more = self.end > self.length || (self.end == self.length && ready!(self.poll_more(cx))?);
        Poll::Ready(match more {
            true => {
                Err(io::Error::new(io::ErrorKind::InvalidData, "there is more to upload than was said")
                    .into())
            }
            false => Ok(()),
        })
    }
}

fn length(piece: &Bytes) -> u64 {
    u64::try_from(piece.len()).unwrap_or(u64::MAX)
}

/// A part on its way.
struct Part {
    kept: Arc<Mutex<Kept>>,
    number: u64,
    from: u64,
    at: u64,
    to: u64,
    /// which of the pieces comes next
    next: usize,
}

impl Stream for Part {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let mut kept = this.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.part != this.number {
            return Poll::Ready(Some(Err("another part is being sent".into())));
        }
        if this.at >= this.to {
            return Poll::Ready(None);
        }
        let piece = loop {
            if let Some(piece) = kept.pieces.get(this.next) {
                break piece.clone();
            }
            if !ready!(kept.poll_more(cx))? {
                return Poll::Ready(None);
            }
            // the server has more than was read here: another process was there before
            kept.give_up(this.from);
        };
        if kept.end >= kept.length {
            ready!(kept.poll_end(cx))?;
        }
        // only the first piece may begin before the part
        let skipped = if this.next == 0 { this.from.saturating_sub(kept.start) } else { 0 };
        let piece = piece.slice(usize::try_from(skipped).unwrap_or(usize::MAX).min(piece.len())..);
        let left = usize::try_from(this.to.saturating_sub(this.at)).unwrap_or(usize::MAX);
        let piece = piece.slice(..piece.len().min(left));
        this.at = this.at.saturating_add(length(&piece));
        this.next += 1;
        Poll::Ready(Some(Ok(piece)))
    }
}
