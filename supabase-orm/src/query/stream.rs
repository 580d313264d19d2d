//! All rows of a query, page after page.

use super::Select;
use crate::{
    error::{Error, ErrorKind, QueryError, Result},
    http::BoxFuture,
    mode::{Decode, Rows},
    rest::{
        pager::{Pager, Progress},
        parts::Parts,
        reply::{Reply, send},
    },
    schema::Table,
};
use futures_core::Stream;
use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

/// All rows of a query, however many: what [`stream_all`](Select::stream_all) and [`in_chunks`](Select::in_chunks) give.
///
/// A [`Stream`], and without any trait [`next`](Self::next) and [`all`](Self::all). Rows come page by page, a page is asked for
/// when the rows before are taken. After an error there is nothing more. Dropping it cancels.
#[must_use = "a stream does nothing until its rows are taken"]
pub struct RowStream<R> {
    /// queries whose turn has not come
    waiting: VecDeque<Box<Parts>>,
    progress: Progress,
    now: Now,
    rows: std::vec::IntoIter<R>,
    decode: Decode<R>,
}

/// What is going on.
enum Now {
    /// between two queries
    Idle,
    /// the next page may be asked for
    Ready(Pager),
    Asking(BoxFuture<'static, Result<(Pager, Reply)>>),
    Failed(Error),
}

impl<R> RowStream<R> {
    /// The rows of one query after the other. A limit counts for all of them.
    pub(crate) fn new(
        queries: Result<VecDeque<Box<Parts>>, Error>,
        limit: Option<u64>,
        decode: Decode<R>,
    ) -> Self {
        let (waiting, now) = match queries {
            Ok(queries) => (queries, Now::Idle),
            Err(e) => (VecDeque::new(), Now::Failed(e)),
        };
        Self { waiting, progress: Progress::new(limit), now, rows: Vec::new().into_iter(), decode }
    }

    /// The next row, or `None` at the end.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, doc::Planet};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let mut planets = db.from::<Planet>().select().stream_all();
    /// while let Some(planet) = planets.next().await {
    ///     println!("{:?}", planet?.name);
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn next(&mut self) -> Option<Result<R>> {
        poll_fn(|cx| self.poll_row(cx)).await
    }

    /// All rows at once.
    ///
    /// # Errors
    /// The first one; the rows before are lost.
    pub async fn all(mut self) -> Result<Vec<R>> {
        let mut rows = Vec::new();
        while let Some(row) = self.next().await {
            rows.push(row?);
        }
        Ok(rows)
    }

    fn poll_row(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<R>>> {
        loop {
            if let Some(row) = self.rows.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            let step = match std::mem::replace(&mut self.now, Now::Idle) {
                Now::Failed(e) => Err(e),
                Now::Ready(pager) => {
                    self.now = Now::Asking(ask(pager));
                    Ok(())
                }
                Now::Asking(mut page) => match page.as_mut().poll(cx) {
                    Poll::Pending => {
                        self.now = Now::Asking(page);
                        return Poll::Pending;
                    }
                    Poll::Ready(answer) => answer.and_then(|(pager, reply)| self.take(pager, &reply)),
                },
                Now::Idle => match self.next_query() {
                    Some(pager) => pager.map(|pager| self.now = Now::Ready(pager)),
                    None => return Poll::Ready(None),
                },
            };
            if let Err(e) = step {
                self.waiting.clear();
                return Poll::Ready(Some(Err(e)));
            }
        }
    }

    fn next_query(&mut self) -> Option<Result<Pager>> {
        if self.progress.remaining == Some(0) {
            self.waiting.clear();
        }
        let parts = self.waiting.pop_front()?;
        let place = (parts.method.clone(), parts.target.name().to_owned());
        let pager = Pager::new(parts, self.progress);
        Some(pager.map_err(|e: QueryError| Error::from(e).at(&place.0, &place.1)))
    }

    /// The rows of a page, and what comes next.
    fn take(&mut self, mut pager: Pager, reply: &Reply) -> Result<()> {
        let rows = self.decode.rows(reply)?;
        let more = pager.turn(rows.len() as u64, &reply.body);
        let more = more.map_err(|e| reply.error(ErrorKind::Decode(e)))?;
        self.progress = pager.progress;
        self.now = if more { Now::Ready(pager) } else { Now::Idle };
        self.rows = rows.into_iter();
        Ok(())
    }
}

/// Compiled once, whatever the rows are.
fn ask(pager: Pager) -> BoxFuture<'static, Result<(Pager, Reply)>> {
    Box::pin(async move {
        let reply = send(&pager.page()).await?;
        Ok((pager, reply))
    })
}

// no field is pinned
impl<R> Unpin for RowStream<R> {}

impl<R> Stream for RowStream<R> {
    type Item = Result<R>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<R>>> {
        Poll::Ready(ready!(self.poll_row(cx)))
    }
}

impl<R> fmt::Debug for RowStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowStream").field("waiting", &self.waiting.len()).finish_non_exhaustive()
    }
}

impl<T: Table, R: 'static> Select<T, R, Rows> {
    /// All rows, beyond the server's row limit, page after page ([`max_rows`](crate::ClientBuilder::max_rows) rows a page).
    ///
    /// Where the primary key is known and no other order is asked for, each page begins behind the key of the last row: rows
    /// that come or go meanwhile neither repeat nor hide others. With another order the pages are ranges, and the primary key
    /// decides between equals. A [`limit`](Self::limit) is one of all rows.
    ///
    /// A view needs an order of its own, a function [`get`](Self::get) before; otherwise the stream is an error and nothing is
    /// sent.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, doc::Planet};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let all: Vec<Planet> = db.from::<Planet>().select().stream_all().all().await?;
    /// # Ok(()) }
    /// ```
    pub fn stream_all(self) -> RowStream<R> {
        let limit = self.parts.options.limit;
        RowStream::new(Ok(VecDeque::from([self.parts])), limit, self.decode)
    }
}
