//! What a stream has to read yet: a bounded queue whose reader learns what it missed.

use futures_core::Stream;
use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// Messages may be missing here, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gap {
    /// The connection or the channel had ended. It is back: what happened meanwhile was not delivered.
    Rejoined {
        /// The server sends the broadcasts of that time again, as far as it keeps them: see
        /// [`replay`](crate::realtime::ChannelBuilder::replay).
        replayed: bool,
    },
    /// The consumer was so slow that this many messages were thrown away.
    Lagged(u64),
}

/// What a stream of a channel yields: messages, and places where some may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event<M> {
    /// A message.
    Message(M),
    /// Messages may be missing here: read again what must be complete.
    Gap(Gap),
}

impl<M> Event<M> {
    /// The message, if it is one.
    pub fn message(self) -> Option<M> {
        match self {
            Self::Message(message) => Some(message),
            Self::Gap(_) => None,
        }
    }

    pub(super) fn try_map<N, E>(self, f: impl FnOnce(M) -> Result<N, E>) -> Result<Event<N>, E> {
        Ok(match self {
            Self::Message(message) => Event::Message(f(message)?),
            Self::Gap(gap) => Event::Gap(gap),
        })
    }
}

/// A queue with room for `limit` messages; the writer and the reader.
pub(super) fn queue<M>(limit: usize) -> (Writer<M>, Reader<M>) {
    let shared = Arc::new(Mutex::new(Inner {
        waiting: VecDeque::new(),
        limit,
        lost: 0,
        waker: None,
        ended: false,
        abandoned: false,
    }));
    (Writer(shared.clone()), Reader(shared))
}

struct Inner<M> {
    waiting: VecDeque<Event<M>>,
    limit: usize,
    /// how many were thrown away in front of what waits
    lost: u64,
    waker: Option<Waker>,
    ended: bool,
    abandoned: bool,
}

fn lock<M>(shared: &Mutex<Inner<M>>) -> MutexGuard<'_, Inner<M>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The socket's end. Dropping it ends the stream.
pub(super) struct Writer<M>(Arc<Mutex<Inner<M>>>);

impl<M> Writer<M> {
    /// Whether there is a reader yet.
    pub(super) fn push(&self, event: Event<M>) -> bool {
        let mut inner = lock(&self.0);
        if inner.abandoned {
            return false;
        }
        if inner.waiting.len() >= inner.limit {
            // a gap is never lost: what was thrown away is one
            inner.waiting.pop_front();
            inner.lost += 1;
        }
        inner.waiting.push_back(event);
        let waker = inner.waker.take();
        drop(inner);
        if let Some(waker) = waker {
            waker.wake();
        }
        true
    }
}

impl<M> Drop for Writer<M> {
    fn drop(&mut self) {
        let mut inner = lock(&self.0);
        inner.ended = true;
        let waker = inner.waker.take();
        drop(inner);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// The consumer's end.
pub(super) struct Reader<M>(Arc<Mutex<Inner<M>>>);

impl<M> Stream for Reader<M> {
    type Item = Event<M>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event<M>>> {
        let mut inner = lock(&self.0);
        let lost = std::mem::take(&mut inner.lost);
        if lost > 0 {
            return Poll::Ready(Some(Event::Gap(Gap::Lagged(lost))));
        }
        match inner.waiting.pop_front() {
            Some(event) => Poll::Ready(Some(event)),
            None if inner.ended => Poll::Ready(None),
            None => {
                if !inner.waker.as_ref().is_some_and(|w| w.will_wake(cx.waker())) {
                    inner.waker = Some(cx.waker().clone());
                }
                Poll::Pending
            }
        }
    }
}

impl<M> Drop for Reader<M> {
    fn drop(&mut self) {
        let mut inner = lock(&self.0);
        inner.abandoned = true;
        inner.waiting.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next<M>(reader: &mut Reader<M>) -> Poll<Option<Event<M>>> {
        Pin::new(reader).poll_next(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn a_slow_reader_learns_how_many_it_missed_and_gets_the_rest() {
        let (writer, mut reader) = queue(2);
        for n in 0..5 {
            assert!(writer.push(Event::Message(n)));
        }
        drop(writer);
        assert_eq!(next(&mut reader), Poll::Ready(Some(Event::Gap(Gap::Lagged(3)))));
        assert_eq!(next(&mut reader), Poll::Ready(Some(Event::Message(3))));
        assert_eq!(next(&mut reader), Poll::Ready(Some(Event::Message(4))));
        assert_eq!(next(&mut reader), Poll::Ready(None));
    }

    #[test]
    fn a_queue_without_reader_takes_nothing() {
        let (writer, reader) = queue(2);
        drop(reader);
        assert!(!writer.push(Event::Message(1)));
    }
}
