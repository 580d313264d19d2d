//! How requests to Storage go out.

use super::Client;
use crate::{
    error::{Error, ErrorKind, Result},
    http::{Request, Response},
};
use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Instant, Sleep};

/// When something moved last: a large file may take long, but it may not stand still.
#[derive(Debug, Clone)]
pub(crate) struct Activity(Arc<Mutex<Instant>>);

impl Default for Activity {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }
}

impl Activity {
    pub(crate) fn now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn last(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits as long as something moves at least once within `limit`.
    pub(crate) async fn within<T>(
        &self,
        limit: Option<Duration>,
        work: impl Future<Output = T>,
    ) -> Result<T> {
        let Some(limit) = limit else { return Ok(work.await) };
        self.now();
        let mut work = std::pin::pin!(work);
        loop {
            let end = self.last() + limit;
            if let Ok(done) = tokio::time::timeout_at(end, &mut work).await {
                return Ok(done);
            }
            if self.last() + limit <= Instant::now() {
                return Err(Error::new(ErrorKind::Timeout(limit)));
            }
        }
    }
}

/// Tells when nothing has moved for too long. Of one timer for all waiting: one for each piece of a download would cost more than the
/// pieces.
#[derive(Debug)]
pub(crate) struct Patience {
    limit: Option<Duration>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Patience {
    pub(crate) fn new(limit: Option<Duration>) -> Self {
        Self { limit, timer: None }
    }

    /// Ready with the error when it is over.
    pub(crate) fn poll_over(&mut self, activity: &Activity, cx: &mut Context<'_>) -> Poll<Error> {
        let Some(limit) = self.limit else { return Poll::Pending };
        let end = || activity.last() + limit;
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(end())));
        loop {
            ready!(timer.as_mut().poll(cx));
            let end = end();
            if end <= Instant::now() {
                return Poll::Ready(Error::new(ErrorKind::Timeout(limit)));
            }
            timer.as_mut().reset(end);
        }
    }
}

impl Client {
    /// The address of the project's Storage, with a slash at its end.
    #[must_use]
    pub fn storage_url(&self) -> &str {
        &self.0.shared.storage_url
    }

    /// Sends a request once and reads the whole answer.
    pub(crate) async fn send_once(&self, mut request: Request) -> Result<Response> {
        self.authorize(&mut request).await?;
        self.exchange(request, self.0.shared.timeout).await
    }

    /// Sends a request once; the body of the answer is still arriving. The time is counted while nothing moves.
    pub(crate) async fn open(
        &self,
        mut request: Request,
        activity: &Activity,
        limit: Option<Duration>,
    ) -> Result<Response> {
        self.authorize(&mut request).await?;
        self.open_as_it_is(request, activity, limit).await
    }

    /// The same without credentials: for an address that has its own.
    pub(crate) async fn open_as_it_is(
        &self,
        request: Request,
        activity: &Activity,
        limit: Option<Duration>,
    ) -> Result<Response> {
        let answer = activity.within(limit, self.0.shared.transport.send(request)).await?;
        answer.map_err(|e| Error::new(ErrorKind::Transport(e)))
    }
}
