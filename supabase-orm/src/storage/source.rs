//! What is uploaded.

use super::progress::{Count, Fault};
use crate::http::{BodyStream, StreamError};
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use std::{
    fmt, io,
    path::PathBuf,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::{
    fs::File,
    io::{AsyncRead, AsyncReadExt, AsyncSeekExt},
};
use tokio_util::io::ReaderStream;

/// How much is read at once: what an upload holds in memory.
const PIECE: usize = 128 * 1024;

/// What is uploaded: bytes, a file, a reader or a stream. Bytes and paths become one by `into()`.
///
/// ```
/// use supabase_orm::storage::UploadSource;
/// let _ = UploadSource::file("film.mp4");
/// let _ = UploadSource::reader(tokio::io::empty(), None);
/// let _: UploadSource = b"hello".to_vec().into();
/// ```
pub struct UploadSource(pub(super) Kind);

pub(super) enum Kind {
    Bytes(Bytes),
    File(PathBuf),
    Reader(Pin<Box<dyn AsyncRead + Send>>, Option<u64>),
    Stream(BodyStream, Option<u64>),
}

impl UploadSource {
    /// Bytes in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self(Kind::Bytes(bytes.into()))
    }

    /// A file of this machine, opened when the upload is sent.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(Kind::File(path.into()))
    }

    /// Whatever can be read. `length` is how many bytes it has, `None` if nobody knows: the server then cannot hold it to the
    /// limit of the bucket before it has read all of it.
    pub fn reader(reader: impl AsyncRead + Send + 'static, length: impl Into<Option<u64>>) -> Self {
        Self(Kind::Reader(Box::pin(reader), length.into()))
    }

    /// A stream of chunks. `length` as in [`reader`](Self::reader).
    pub fn stream<E: Into<StreamError> + 'static>(
        stream: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
        length: impl Into<Option<u64>>,
    ) -> Self {
        Self(Kind::Stream(Box::pin(Converted(Box::pin(stream))), length.into()))
    }

    /// Opens it, and looks at how it begins.
    pub(super) async fn open(self) -> io::Result<Opened> {
        Ok(match self.0 {
            Kind::Bytes(bytes) => Opened {
                length: u64::try_from(bytes.len()).ok(),
                start: bytes.slice(..bytes.len().min(START)),
                stream: Box::pin(pieces(bytes)),
            },
            Kind::File(path) => {
                let mut file = File::open(path).await?;
                let length = file.metadata().await?.len();
                let start = start_of(&mut file).await?;
                Opened { length: Some(length), start, stream: read(file.take(length)) }
            }
            Kind::Reader(reader, length) => Opened { length, start: Bytes::new(), stream: read(reader) },
            Kind::Stream(stream, length) => Opened { length, start: Bytes::new(), stream },
        })
    }
}

/// How much of a file tells its type.
const START: usize = 32;

/// The first bytes of a file, which is then at its front again.
pub(super) async fn start_of(file: &mut File) -> io::Result<Bytes> {
    let mut start = BytesMut::zeroed(START);
    let mut had = 0;
    while let Some(rest) = start.get_mut(had..).filter(|rest| !rest.is_empty()) {
        match file.read(rest).await? {
            0 => break,
            n => had += n,
        }
    }
    start.truncate(had);
    file.rewind().await?;
    Ok(start.freeze())
}

impl fmt::Debug for UploadSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Kind::File(path) => write!(f, "file {}", path.display()),
            Kind::Reader(_, Some(length)) => write!(f, "a reader of {length} bytes"),
            Kind::Reader(..) => f.write_str("a reader"),
            Kind::Stream(_, Some(length)) => write!(f, "a stream of {length} bytes"),
            Kind::Stream(..) => f.write_str("a stream"),
        }
    }
}

macro_rules! from_bytes { ($($ty:ty),*) => { $(
    impl From<$ty> for UploadSource {
        fn from(bytes: $ty) -> Self {
            Self::bytes(bytes)
        }
    }
)* } }

from_bytes!(Bytes, Vec<u8>, &'static [u8]);

impl<const N: usize> From<&'static [u8; N]> for UploadSource {
    fn from(bytes: &'static [u8; N]) -> Self {
        Self::bytes(bytes.as_slice())
    }
}

impl From<PathBuf> for UploadSource {
    fn from(path: PathBuf) -> Self {
        Self::file(path)
    }
}

impl From<&std::path::Path> for UploadSource {
    fn from(path: &std::path::Path) -> Self {
        Self::file(path)
    }
}

/// A source that is ready to be read.
pub(super) struct Opened {
    pub(super) stream: BodyStream,
    pub(super) length: Option<u64>,
    /// how it begins; empty where looking would take it away
    pub(super) start: Bytes,
}

/// Bytes in pieces that share them.
pub(super) fn pieces(bytes: Bytes) -> impl Stream<Item = Result<Bytes, StreamError>> + Send {
    Slices(bytes)
}

struct Slices(Bytes);

impl Stream for Slices {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.0.is_empty() {
            return Poll::Ready(None);
        }
        let n = self.0.len().min(PIECE);
        Poll::Ready(Some(Ok(self.0.split_to(n))))
    }
}

/// What a reader gives, in pieces.
pub(super) fn read(reader: impl AsyncRead + Send + 'static) -> BodyStream {
    Box::pin(Converted(Box::pin(ReaderStream::with_capacity(reader, PIECE))))
}

/// A stream whose errors become ours.
struct Converted<S: ?Sized>(Pin<Box<S>>);

impl<S: Stream<Item = Result<Bytes, E>> + ?Sized, E: Into<StreamError>> Stream for Converted<S> {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx).map(|next| next.map(|chunk| chunk.map_err(Into::into)))
    }
}

/// A source that is counted, between what stands before and after it in a body.
pub(super) struct Framed {
    pub(super) head: Option<Bytes>,
    pub(super) source: BodyStream,
    pub(super) tail: Option<Bytes>,
    pub(super) count: Count,
    pub(super) fault: Fault,
    pub(super) ended: bool,
}

impl Framed {
    fn failed(&mut self, e: io::Error) -> Poll<Option<Result<Bytes, StreamError>>> {
        self.ended = true;
        let text = e.to_string();
        self.fault.set(e);
        Poll::Ready(Some(Err(text.into())))
    }
}

impl Stream for Framed {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(head) = self.head.take() {
            return Poll::Ready(Some(Ok(head)));
        }
        while !self.ended {
            match ready!(self.source.as_mut().poll_next(cx)) {
                Some(Ok(chunk)) if chunk.is_empty() => {}
                Some(Ok(chunk)) => {
                    return match self.count.add(&chunk) {
                        Ok(()) => Poll::Ready(Some(Ok(chunk))),
                        Err(e) => self.failed(e),
                    };
                }
                Some(Err(e)) => {
                    let e = e.downcast::<io::Error>().map_or_else(io::Error::other, |e| *e);
                    return self.failed(e);
                }
                None => match self.count.end() {
                    Ok(()) => self.ended = true,
                    Err(e) => return self.failed(e),
                },
            }
        }
        Poll::Ready(self.tail.take().map(Ok))
    }
}
