//! How far something is.

use crate::client::Activity;
use bytes::Bytes;
use std::{
    fmt, io,
    sync::{Arc, Mutex, PoisonError},
};

/// How far an upload or a download is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many bytes were handed to the connection, or came from it.
    pub done: u64,
    /// How many there are, if that is known.
    pub total: Option<u64>,
}

/// Whoever wants to know.
#[derive(Clone)]
pub(super) struct Listener(Option<Arc<Mutex<dyn FnMut(Progress) + Send>>>);

impl Listener {
    pub(super) fn none() -> Self {
        Self(None)
    }

    pub(super) fn new(tell: impl FnMut(Progress) + Send + 'static) -> Self {
        Self(Some(Arc::new(Mutex::new(tell))))
    }

    pub(super) fn tell(&self, done: u64, total: Option<u64>) {
        if let Some(tell) = &self.0 {
            let mut tell = tell.lock().unwrap_or_else(PoisonError::into_inner);
            tell(Progress { done, total });
        }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "a listener" } else { "none" })
    }
}

/// Why a source broke off, for the error of the upload: HTTP libraries keep it to themselves.
#[derive(Debug, Clone, Default)]
pub(super) struct Fault(Arc<Mutex<Option<io::Error>>>);

impl Fault {
    pub(super) fn set(&self, e: io::Error) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(e);
    }

    pub(super) fn take(&self) -> Option<io::Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Counts what goes by, and holds it to what was promised.
#[derive(Debug)]
pub(super) struct Count {
    pub(super) done: u64,
    pub(super) total: Option<u64>,
    /// where it must end, if that is known
    pub(super) ends_at: Option<u64>,
    pub(super) activity: Activity,
    pub(super) listener: Listener,
}

impl Count {
    pub(super) fn add(&mut self, chunk: &Bytes) -> io::Result<()> {
        self.activity.now();
        self.done += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        if self.ends_at.is_some_and(|end| self.done > end) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "there is more to upload than was said"));
        }
        self.listener.tell(self.done, self.total);
        Ok(())
    }

    pub(super) fn end(&self) -> io::Result<()> {
        match self.ends_at {
            Some(end) if self.done < end => {
                Err(io::Error::new(io::ErrorKind::UnexpectedEof, "there is less to upload than was said"))
            }
            _ => Ok(()),
        }
    }
}
