//! A copy of a table that follows its changes: it loses none and takes none twice.
//!
//! It listens first and reads then, so that a change is in the rows that were read, or comes after them, or both. Changes are
//! applied by primary key, so that both is no harm. Wherever the stream may have lost something, it reads again.

mod rows;

use super::{
    builder::ChannelBuilder,
    changes::{ChangeStream, RawChange},
    channel::Channel,
    queue::Event,
};
use crate::{
    Result,
    client::Client,
    error::{Error, ErrorKind, RealtimeError},
    filter::{Filter, all_of},
    http::{Backoff, BoxFuture},
    schema::Table,
};
use futures_core::Stream;
use rows::{Applied, Keyed, Rows, WithKey};
use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

/// What a mirror did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step<T> {
    /// It read the table again: whatever [`rows`](Mirror::rows) was before, it is what the table is now.
    Reset,
    /// A row came.
    Insert(Arc<T>),
    /// A row was changed.
    Update {
        /// As it was in the mirror.
        old: Arc<T>,
        /// As it is.
        new: Arc<T>,
    },
    /// A row went.
    Delete(Arc<T>),
}

/// A mirror before it is subscribed.
#[must_use = "a mirror does nothing until `subscribe()`"]
pub struct MirrorBuilder<T> {
    channel: ChannelBuilder,
    filter: Option<Filter<T>>,
}

impl<T: Table> MirrorBuilder<T> {
    pub(super) fn new(channel: ChannelBuilder) -> Self {
        Self { channel, filter: None }
    }

    /// Rows that satisfy a condition only, one that Realtime knows (see [`OnChanges`](super::OnChanges)). Several are all true.
    ///
    /// Of a row that ceases to satisfy it the server says nothing: use columns that do not change, a room's or an owner's id.
    ///
    /// A filter of a column outside the key needs `replica identity full` on newer servers: without it they do not report
    /// that such a row was deleted, and the mirror keeps it until it next reads the table.
    pub fn filter(mut self, condition: impl FnOnce(&'static T::Columns) -> Filter<T>) -> Self {
        let condition = condition(T::COLUMNS);
        self.filter = Some(match self.filter {
            Some(before) => before & condition,
            None => condition,
        });
        self
    }

    /// Listens, reads the table, and gives the mirror when it is complete.
    ///
    /// # Errors
    /// When the table has no primary key, the channel is refused, or the table cannot be read.
    pub async fn subscribe(mut self) -> Result<Mirror<T>> {
        if T::PRIMARY_KEY.is_empty() {
            let why = format!("`{}` has no primary key, by which a mirror knows its rows", T::NAME);
            return Err(Error::new(ErrorKind::Realtime(RealtimeError::Unsendable(why))));
        }
        let filter = self.filter.unwrap_or(all_of([]));
        let listened = filter.clone();
        let changes = self.channel.on_changes::<T>().filter(|_| listened).stream();
        let client = self.channel.realtime.client.clone();
        let channel = self.channel.subscribe().await?;
        let mut mirror = Mirror {
            client,
            channel,
            filter,
            changes,
            rows: Rows::default(),
            reading: None,
            stale: true,
            failures: 0,
            complete: false,
            waiting: VecDeque::new(),
            steps: VecDeque::new(),
        };
        match mirror.next().await {
            Some(Ok(_)) => Ok(mirror),
            Some(Err(e)) => Err(e),
            None => {
                Err(Error::new(ErrorKind::Realtime(RealtimeError::Left(mirror.channel.topic().to_owned()))))
            }
        }
    }
}

impl<T> fmt::Debug for MirrorBuilder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MirrorBuilder").field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// A copy of a table that follows its changes, while [`next`](Self::next) is called. Dropping it leaves its channel.
///
/// After every interruption, and after every change that did not come whole, it reads the table again. It knows what the role of
/// the client may see: of a row that becomes invisible to it the server says nothing, until the next reading.
pub struct Mirror<T> {
    client: Client,
    channel: Channel,
    filter: Filter<T>,
    changes: ChangeStream<T>,
    rows: Rows<T>,
    reading: Option<BoxFuture<'static, Result<Vec<Keyed<T>>>>>,
    /// the rows may lack something
    stale: bool,
    failures: u32,
    /// the table was read once
    complete: bool,
    /// changes that came while it was read
    waiting: VecDeque<RawChange>,
    steps: VecDeque<Step<T>>,
}

impl<T: Table> Mirror<T> {
    /// The rows, in no order.
    pub fn rows(&self) -> impl Iterator<Item = &Arc<T>> {
        self.rows.iter()
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }

    /// The row with this key.
    #[must_use]
    pub fn get(&self, key: &T::Key) -> Option<&Arc<T>>
    where
        T: crate::schema::Keyed,
    {
        self.rows.get(&rows::key_text::<T>(key))
    }

    /// Its channel.
    #[must_use]
    pub fn channel(&self) -> &Channel {
        &self.channel
    }

    /// What it did next; `None` when its channel was left. Between two calls nothing changes; dropping the future loses nothing.
    ///
    /// # Errors
    /// An item is an error if the table cannot be read, or a row does not fit `T`; the mirror goes on, and reads again where it
    /// has to. While the server cannot be reached it waits, without an error.
    pub async fn next(&mut self) -> Option<Result<Step<T>>> {
        poll_fn(|cx| self.poll_step(cx)).await
    }

    fn poll_step(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Step<T>>>> {
        loop {
            if let Some(step) = self.steps.pop_front() {
                return Poll::Ready(Some(Ok(step)));
            }
            let ended = self.take_changes(cx)?;
            if std::mem::take(&mut self.stale) {
                self.reading = Some(self.read());
            }
            if let Some(reading) = &mut self.reading {
                let Poll::Ready(read) = reading.as_mut().poll(cx) else {
                    return if ended { Poll::Ready(None) } else { Poll::Pending };
                };
                self.reading = None;
                match self.replace(read) {
                    Some(outcome) => return Poll::Ready(Some(outcome)),
                    None => continue,
                }
            }
            if self.steps.is_empty() {
                return if ended { Poll::Ready(None) } else { Poll::Pending };
            }
        }
    }

    /// What has come: applied, or kept while the table is read. `true` when no more will come.
    fn take_changes(&mut self, cx: &mut Context<'_>) -> Result<bool> {
        // what was applied is handed out first
        while self.steps.is_empty() {
            match self.changes.poll_raw(cx) {
                Poll::Pending => return Ok(false),
                Poll::Ready(None) => return Ok(true),
                Poll::Ready(Some(Event::Gap(_))) => {
                    // what came before it is in the table when it is read
                    self.waiting.clear();
                    self.reading = None;
                    self.stale = true;
                }
                Poll::Ready(Some(Event::Message(change))) if self.stale || self.reading.is_some() => {
                    self.waiting.push_back(change);
                }
                Poll::Ready(Some(Event::Message(change))) => self.apply(&change)?,
            }
        }
        Ok(false)
    }

    fn apply(&mut self, change: &RawChange) -> Result<()> {
        match self.rows.apply(change) {
            Ok(Applied::Steps(steps)) => self.steps.extend(steps),
            Ok(Applied::Partial) => self.stale = true,
            Err(e) => {
                // the row may be another one by now
                self.stale = true;
                return Err(e);
            }
        }
        Ok(())
    }

    /// Reads the table, after a while if that failed before.
    fn read(&self) -> BoxFuture<'static, Result<Vec<Keyed<T>>>> {
        let filter = self.filter.clone();
        let query = self.client.from::<T>().columns(|_| WithKey::<T>::default()).filter(|_| filter);
        let wait = match self.failures {
            0 => Duration::ZERO,
            n => Backoff::default().wait(n, None),
        };
        Box::pin(async move {
            tokio::time::sleep(wait).await;
            query.stream_all().all().await
        })
    }

    /// What was read takes the place of the rows; what came meanwhile is applied to it.
    fn replace(&mut self, read: Result<Vec<Keyed<T>>>) -> Option<Result<Step<T>>> {
        let rows = match read {
            Ok(rows) => rows,
            Err(error) => {
                self.failures = self.failures.saturating_add(1);
                self.stale = true;
                // the next reading begins behind all of them
                self.waiting.clear();
                if self.complete && error.is_temporary() {
                    tracing::debug!(%error, "the table is read again later");
                    return None;
                }
                return Some(Err(error));
            }
        };
        (self.failures, self.complete) = (0, true);
        self.rows = Rows::new(rows);
        let mut fault = None;
        for change in std::mem::take(&mut self.waiting) {
            if let Err(e) = self.apply(&change) {
                fault.get_or_insert(e);
            }
        }
        self.steps.clear();
        self.steps.push_back(Step::Reset);
        fault.map(Err)
    }
}

impl<T> Drop for Mirror<T> {
    fn drop(&mut self) {
        self.channel.forget();
    }
}

// no field is pinned
impl<T> Unpin for Mirror<T> {}

impl<T: Table> Stream for Mirror<T> {
    type Item = Result<Step<T>>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(ready!(self.poll_step(cx)))
    }
}

impl<T> fmt::Debug for Mirror<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mirror").field("channel", &self.channel).finish_non_exhaustive()
    }
}
