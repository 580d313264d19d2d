//! Uploads that get through: in parts, resumed where they broke off (the TUS protocol).

mod batch;
mod control;
mod metadata;
mod once;
mod protocol;
mod state;
mod whole;

pub use batch::upload_all;
pub use control::UploadControl;

use super::{
    Objects, UploadSource, UploadToken, Uploaded,
    call::{Call, unreadable},
    content_type::content_type_of,
    path::{bucket, object_path},
    progress::Listener,
    setting::setting,
};
use crate::{
    error::{Error, ErrorKind, Result, StorageErrorCode},
    http::Backoff,
};
use control::Paused;
use http::Method;
use metadata::Metadata;
use protocol::Session;
use serde_json::Value;
use state::State;
use std::{path::PathBuf, time::Duration};
use whole::Whole;

/// What hosted projects want of every part but the last.
const CHUNK: u64 = 6 * 1024 * 1024;

impl Objects {
    /// Uploads an object in parts that are resumed where they broke off, for large files and bad connections. Has no
    /// counterpart in the reference.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, storage::UploadSource};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let films = db.storage().bucket("films");
    /// let upload = films.resumable_upload("holiday.mp4", UploadSource::file("holiday.mp4"));
    /// // if this process ends, the next one goes on with the same call
    /// upload.state_file("holiday.upload.json").progress(|p| println!("{}", p.done)).send().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// A reader or a stream must say its length. The part that is being sent stays in memory, so that it can be sent again:
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, storage::UploadSource};
    /// # async fn f(db: &Client, camera: impl tokio::io::AsyncRead + Send + 'static, length: u64) -> Result<()> {
    /// let films = db.storage().bucket("films");
    /// films.resumable_upload("door.mp4", UploadSource::reader(camera, length)).send().await?;
    /// # Ok(()) }
    /// ```
    pub fn resumable_upload(&self, path: &str, source: impl Into<UploadSource>) -> ResumableUpload {
        ResumableUpload::new(self, path, source.into(), None)
    }

    /// The same by the token of [`create_signed_upload_url`](Self::create_signed_upload_url); the path must be the token's.
    pub fn resumable_upload_to_signed_url(
        &self,
        path: &str,
        token: impl Into<UploadToken>,
        source: impl Into<UploadSource>,
    ) -> ResumableUpload {
        ResumableUpload::new(self, path, source.into(), Some(token.into()))
    }
}

/// Uploading an object in parts, in constant memory whatever its size: of a reader or a stream the part that is being sent, of a file
/// less.
///
/// Dropping the future of `send()` stops it; with a [state file](Self::state_file) a later call goes on.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct ResumableUpload {
    objects: Objects,
    path: Result<String>,
    source: UploadSource,
    token: Option<UploadToken>,
    /// headers of every request
    call: Call,
    content_type: Option<String>,
    cache_control: String,
    metadata: Option<Value>,
    chunk: u64,
    attempts: u32,
    backoff: Duration,
    state_file: Option<PathBuf>,
    listener: Listener,
    control: UploadControl,
    limit: Option<Duration>,
}

impl ResumableUpload {
    fn new(objects: &Objects, path: &str, source: UploadSource, token: Option<UploadToken>) -> Self {
        let mut call = Call::new(Method::POST, bucket(&objects.bucket));
        call.header("tus-resumable", "1.0.0");
        call.header("x-upsert", "false");
        if let Some(token) = &token {
            call.secret_header("x-signature", token.expose());
        }
        Self {
            objects: objects.clone(),
            path: object_path(path),
            source,
            token,
            call,
            content_type: None,
            cache_control: "3600".to_owned(),
            metadata: None,
            chunk: CHUNK,
            attempts: 8,
            backoff: Duration::from_millis(500),
            state_file: None,
            listener: Listener::none(),
            control: UploadControl::default(),
            limit: objects.storage.client.limit(),
        }
    }

    setting!(content_type);
    setting!(cache_control);
    setting!(upsert);
    setting!(metadata);

    /// How many bytes each request carries. Default is 6 MiB, and hosted projects take nothing else; a server of your own takes
    /// up to 50 MiB unless told otherwise.
    pub fn chunk_size(mut self, bytes: u64) -> Self {
        self.chunk = bytes.max(1);
        self
    }

    /// So often in a row may a request fail without getting anything through. Default is 8, with a wait after each.
    pub fn attempts(mut self, n: u32) -> Self {
        self.attempts = n.max(1);
        self
    }

    /// How long it waits after the first fault, about; it doubles with every further one. Default is half a second.
    pub fn backoff(mut self, wait: Duration) -> Self {
        self.backoff = wait;
        self
    }

    /// Where it is kept how far the upload is, for a later process to go on with the same call. It holds no key and no token, and
    /// is removed when the upload is done. It is for one source and one path; for another one, or a file that has changed, it is
    /// begun anew. A reader or a stream must give the same bytes from the first one on: what the server has is read and
    /// not sent.
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some(path.into());
        self
    }

    setting!(
        progress,
        "Called with every piece that is handed to the connection. After a fault it goes back to what the server has."
    );
    setting!(timeout);

    /// What pauses it and lets it go on, from elsewhere.
    #[must_use]
    pub fn control(&self) -> UploadControl {
        self.control.clone()
    }

    /// Sends it.
    ///
    /// # Errors
    /// When something is there (409), the role may not (403), the bucket takes no such file (413, 415), the source cannot be read
    /// or has another length than was said, or the server cannot be reached for a while. When the length of a reader or a stream is
    /// not known; nothing is sent then. When the server has given an upload up whose reader or stream cannot be read again.
    pub async fn send(self) -> Result<Uploaded> {
        let place = match self.token {
            Some(_) => "storage/upload/resumable/sign",
            None => "storage/upload/resumable",
        };
        self.sent().await.map_err(|e| e.at(&Method::POST, place))
    }

    async fn sent(mut self) -> Result<Uploaded> {
        self.call.take_fault()?;
        let path = self.path?;
        let whole = Whole::of(self.source).await?;
        let content_type =
            self.content_type.unwrap_or_else(|| content_type_of(&path, &whole.start).to_owned());
        let metadata = Metadata {
            bucket: &self.objects.bucket,
            path: &path,
            content_type: &content_type,
            cache_control: &self.cache_control,
            metadata: self.metadata.map(|metadata| metadata.to_string()),
        };
        let state = State::of(&self.objects.bucket, &path, &whole, self.token.is_some());
        let session = Session {
            storage: self.objects.storage.clone(),
            headers: self.call,
            signed: self.token.is_some(),
            metadata: metadata.encoded(),
            listener: self.listener,
            limit: self.limit,
        };
        let backoff = Backoff { attempts: self.attempts, base: self.backoff };
        let run = Run { session, whole, chunk: self.chunk, backoff, control: self.control };
        run.to_the_end(self.state_file.as_deref(), state).await?;
        let full_path = format!("{}/{path}", self.objects.bucket);
        Ok(Uploaded { path, full_path, id: None })
    }
}

/// An upload on its way.
struct Run {
    session: Session,
    whole: Whole,
    chunk: u64,
    backoff: Backoff,
    control: UploadControl,
}

impl Run {
    async fn to_the_end(&self, file: Option<&std::path::Path>, mut state: State) -> Result<()> {
        if let Some(file) = file {
            state.read(file).await;
        }
        let (mut failures, mut furthest) = (0, None);
        // how much the server has; nobody knows after a fault
        let mut offset = None;
        loop {
            self.control.wait_while_paused().await;
            let step = self.step(&mut state, &mut offset, file).await;
            let moved = offset > furthest;
            if moved {
                (failures, furthest) = (0, offset);
            }
            match step {
                Ok(Step::Done) => break,
                Ok(Step::Moved) if moved => {}
                Ok(Step::Paused) => {}
                // what an upload had that the server has given up counts no more
                Ok(Step::Begun) => furthest = Some(0),
                Err(e) if !may_pass(&e) || failures + 1 >= self.backoff.attempts => return Err(e),
                Ok(Step::Moved) if failures + 1 >= self.backoff.attempts => {
                    return Err(unreadable("the server takes nothing of an upload and says that it does"));
                }
                Ok(Step::Moved) | Err(_) => {
                    failures += 1;
                    offset = None;
                    tracing::debug!(failures, "an upload broke off and is resumed");
                    tokio::time::sleep(self.backoff.wait(failures, None)).await;
                }
            }
        }
        match file {
            Some(file) => State::remove(file).await,
            None => Ok(()),
        }
    }

    /// A new upload.
    async fn begin(
        &self,
        state: &mut State,
        offset: &mut Option<u64>,
        file: Option<&std::path::Path>,
    ) -> Result<Step> {
        state.id = Some(self.session.create(self.whole.length).await?);
        if let Some(file) = file {
            state.write(file).await?;
        }
        *offset = Some(0);
        Ok(if self.whole.length == 0 { Step::Done } else { Step::Begun })
    }

    /// One request.
    async fn step(
        &self,
        state: &mut State,
        offset: &mut Option<u64>,
        file: Option<&std::path::Path>,
    ) -> Result<Step> {
        let Some(id) = state.id.clone() else { return self.begin(state, offset, file).await };
        let at = match *offset {
            Some(at) => at,
            None => match self.session.offset(&id).await? {
                Some(at) => at,
                None => {
                    // the server has given it up
                    self.whole.has(0)?;
                    state.id = None;
                    return Ok(Step::Begun);
                }
            },
        };
        *offset = Some(at);
        if at >= self.whole.length {
            return Ok(Step::Done);
        }
        let end = at.saturating_add(self.chunk).min(self.whole.length);
        let patch = self.session.patch(&id, &self.whole, at, end);
        match self.control.unless_paused(patch).await {
            Ok(now) => {
                let now = now?;
                // less than was sent: somebody asked for the offset meanwhile
                *offset = Some(now);
                Ok(if now >= self.whole.length { Step::Done } else { Step::Moved })
            }
            Err(Paused) => {
                *offset = None;
                Ok(Step::Paused)
            }
        }
    }
}

/// What a request came to.
enum Step {
    /// all is there
    Done,
    /// a part was sent, of which the server may have taken less
    Moved,
    /// the upload is a new one, or must become one
    Begun,
    Paused,
}

/// Another try may get through: no connection, no time, a server that is busy or that is at another place.
fn may_pass(e: &Error) -> bool {
    if let ErrorKind::Storage(refusal) = e.kind() {
        let elsewhere = refusal.status.as_u16() == 409 && refusal.message.contains("Upload-Offset");
        let locked = refusal.status.as_u16() == 423 || refusal.code == Some(StorageErrorCode::ResourceLocked);
        return elsewhere || locked || e.is_temporary();
    }
    e.is_temporary()
}
