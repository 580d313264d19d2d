//! Downloads.

mod file;

use super::{
    Objects, Storage, Transform,
    call::{Call, refusal},
    progress::{Count, Listener},
    setting::setting,
};
use crate::{
    client::{Activity, Patience},
    error::{Error, ErrorKind, Result},
    http::{Body, BoxFuture, Request, Response, ResponseBody, TransportError},
};
use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, Method, header::LOCATION};
use std::{
    fmt,
    future::poll_fn,
    ops::{Bound, RangeBounds},
    path::Path,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use url::Url;

impl Objects {
    /// Downloads an object. The reference's `download`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, storage::Transform};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let avatars = db.storage().bucket("avatars");
    /// let small = avatars.download("ann/face.png").transform(Transform::new().width(100)).send().await?;
    /// avatars.download("ann/holiday.mp4").to_file("holiday.mp4").await?;
    /// # Ok(()) }
    /// ```
    pub fn download(&self, path: &str) -> Download {
        Download {
            storage: self.storage.clone(),
            call: Call::get(self.at("object", path)),
            rendered: self.at("render/image/authenticated", path),
            transform: Transform::new(),
            range: None,
            listener: Listener::none(),
            limit: self.storage.client.limit(),
        }
    }
}

/// Downloading an object: to bytes, as a stream, or to a file.
///
/// Dropping the future cancels it.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`, `stream()` or `to_file()`"]
pub struct Download {
    storage: Storage,
    call: Call,
    rendered: Result<String>,
    transform: Transform,
    range: Option<String>,
    listener: Listener,
    limit: Option<Duration>,
}

impl Download {
    /// The picture in another size.
    pub fn transform(mut self, transform: Transform) -> Self {
        self.transform = transform;
        self
    }

    /// Some of its bytes only: `..1024`, `1024..`, `0..=99`. One without any is an error
    /// before sending.
    pub fn range(mut self, range: impl RangeBounds<u64>) -> Self {
        let first = match range.start_bound() {
            Bound::Included(at) => *at,
            Bound::Excluded(at) => at.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let last = match range.end_bound() {
            Bound::Included(last) => Some(Some(*last)),
            Bound::Excluded(end) => end.checked_sub(1).map(Some),
            Bound::Unbounded => Some(None),
        };
        match last {
            Some(None) => self.range = Some(format!("bytes={first}-")),
            Some(Some(last)) if first <= last => self.range = Some(format!("bytes={first}-{last}")),
            _ => self.call.fail(Error::config("a range without bytes cannot be asked for")),
        }
        self
    }

    /// This version of the object, in a bucket that keeps versions. Default is the newest.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.call.query("versionId", version);
        self
    }

    /// Caches keep it apart from what they had under another nonce: a version, or a time.
    pub fn cache_nonce(mut self, nonce: impl Into<String>) -> Self {
        self.call.query("cacheNonce", nonce);
        self
    }

    /// Another pair of the query. The reference's `query_params`.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.call.query(name.into(), value);
        self
    }

    setting!(progress, "Called with every piece that comes.");
    setting!(timeout);

    /// All of it in memory.
    ///
    /// # Errors
    /// When there is no such object (`NoSuchKey`, `NoSuchBucket`), or the server cannot be reached.
    pub async fn send(self) -> Result<Bytes> {
        let mut stream = self.stream().await?;
        let Some(first) = stream.chunk().await? else { return Ok(Bytes::new()) };
        let Some(second) = stream.chunk().await? else { return Ok(first) };
        let mut all = bytes::BytesMut::from(first);
        all.extend_from_slice(&second);
        while let Some(more) = stream.chunk().await? {
            all.extend_from_slice(&more);
        }
        Ok(all.freeze())
    }

    /// Piece by piece, in constant memory.
    ///
    /// # Errors
    /// When there is no such object (`NoSuchKey`, `NoSuchBucket`), or the server cannot be reached.
    pub async fn stream(mut self) -> Result<DownloadStream> {
        let activity = Activity::default();
        let range = self.range.take();
        let answer = self.answer(range.as_deref(), &activity).await?;
        Ok(DownloadStream::of(&self, answer, activity))
    }

    /// Into a file, in constant memory. The file is there when all of it is, and replaces what was there in one step. What
    /// came before a connection broke, or before the process ended, is kept beside it (`<file>.part`): only the rest is fetched, as
    /// long as the object is still the same. How many bytes the file has.
    ///
    /// # Errors
    /// When there is no such object (`NoSuchKey`, `NoSuchBucket`), the file cannot be written, or the server cannot be reached for
    /// a while.
    pub async fn to_file(self, path: impl AsRef<Path>) -> Result<u64> {
        file::download(self, path.as_ref()).await
    }

    /// The answer of a success, its body still arriving.
    async fn answer(&mut self, range: Option<&str>, activity: &Activity) -> Result<Response> {
        if !self.transform.is_empty() {
            self.call.to(std::mem::replace(&mut self.rendered, Ok(String::new())));
            for (name, value) in std::mem::take(&mut self.transform).pairs() {
                self.call.query(name, value);
            }
        }
        if let Some(range) = range {
            self.call.header("range", range);
        }
        let answer = self.followed(activity).await;
        answer.map_err(|e| e.at(&Method::GET, &self.call.place()))
    }

    /// A server may keep its objects elsewhere and lead there with an address of its own: no key goes along.
    async fn followed(&mut self, activity: &Activity) -> Result<Response> {
        let client = self.storage.client.clone();
        let mut from = self.call.url(client.storage_url());
        let mut answer = self.storage.open(&mut self.call, Body::Empty, activity, self.limit).await?;
        for _ in 0..10 {
            if !answer.status.is_redirection() {
                break;
            }
            let to = answer.header(LOCATION.as_str()).and_then(|to| Url::parse(&from).ok()?.join(to).ok());
            let Some(to) = to else { break };
            from = to.to_string();
            let request = Request::new(Method::GET, &from, "");
            answer = client.open_as_it_is(request, activity, self.limit).await?;
        }
        if answer.status.is_success() { Ok(answer) } else { Err(refusal(answer).await) }
    }
}

/// An object that is arriving: `chunk()`, or a [`Stream`].
pub struct DownloadStream {
    place: String,
    headers: HeaderMap,
    state: State,
    count: Count,
    patience: Patience,
}

type Next = (ResponseBody, Result<Option<Bytes>, TransportError>);

enum State {
    Idle(ResponseBody),
    Busy(BoxFuture<'static, Next>),
    Done,
}

impl DownloadStream {
    fn of(download: &Download, answer: Response, activity: Activity) -> Self {
        let total = answer.header("content-length").and_then(|text| text.parse().ok());
        Self {
            place: download.call.place(),
            headers: answer.headers,
            state: State::Idle(answer.body),
            count: Count { done: 0, total, ends_at: None, activity, listener: download.listener.clone() },
            patience: Patience::new(download.limit),
        }
    }

    /// So much is there already.
    fn goes_on_at(&mut self, had: u64) {
        self.count.done = had;
        self.count.total = self.count.total.map(|rest| rest.saturating_add(had));
    }

    /// The headers of the answer: `content-type`, `etag`, `last-modified`.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// How many bytes are to come in all, if the server says so.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.count.total
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|v| v.to_str().ok())
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When the connection breaks, or nothing comes for a while.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    fn fail(&mut self, e: Error) -> Poll<Option<Result<Bytes>>> {
        self.state = State::Done;
        Poll::Ready(Some(Err(e.at(&Method::GET, &self.place))))
    }
}

impl Stream for DownloadStream {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Idle(mut body) => {
                    // the time between two calls is the caller's
                    self.count.activity.now();
                    self.state = State::Busy(Box::pin(async move {
                        let next = body.chunk().await;
                        (body, next)
                    }));
                }
                State::Busy(mut next) => {
                    let Poll::Ready((body, came)) = next.as_mut().poll(cx) else {
                        let this = &mut *self;
                        if let Poll::Ready(e) = this.patience.poll_over(&this.count.activity, cx) {
                            return self.fail(e);
                        }
                        self.state = State::Busy(next);
                        return Poll::Pending;
                    };
                    let chunk = match came {
                        Ok(chunk) => chunk,
                        Err(e) => return self.fail(Error::new(ErrorKind::Transport(e))),
                    };
                    let Some(chunk) = chunk else { return Poll::Ready(None) };
                    if let Err(e) = self.count.add(&chunk) {
                        return self.fail(Error::new(ErrorKind::Io(e)));
                    }
                    self.state = State::Idle(body);
                    return Poll::Ready(Some(Ok(chunk)));
                }
            }
        }
    }
}

impl fmt::Debug for DownloadStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DownloadStream")
            .field("place", &self.place)
            .field("done", &self.count.done)
            .finish_non_exhaustive()
    }
}
