//! What is uploaded, part by part.

use super::once::Once;
use crate::{
    error::{Error, ErrorKind, QueryError, Result},
    http::BodyStream,
    storage::{
        UploadSource,
        source::{Kind, pieces, read, start_of},
    },
};
use bytes::Bytes;
use std::{
    io,
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncSeekExt, SeekFrom},
};

/// Something whose parts can be read more than once.
pub(super) struct Whole {
    pub(super) length: u64,
    /// how it begins
    pub(super) start: Bytes,
    /// when the file was changed last, in milliseconds since 1970
    pub(super) modified: Option<u64>,
    kind: Reread,
}

enum Reread {
    Bytes(Bytes),
    File(PathBuf),
    Once(Once),
}

impl Whole {
    pub(super) async fn of(source: UploadSource) -> Result<Self> {
        match source.0 {
            Kind::Bytes(bytes) => Ok(Self {
                length: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
                start: bytes.slice(..bytes.len().min(32)),
                modified: None,
                kind: Reread::Bytes(bytes),
            }),
            Kind::File(path) => Self::of_file(path).await.map_err(|e| Error::new(ErrorKind::Io(e))),
            Kind::Reader(reader, length) => Self::of_stream(read(reader), length),
            Kind::Stream(stream, length) => Self::of_stream(stream, length),
        }
    }

    /// The server asks for the length before anything else.
    fn of_stream(stream: BodyStream, length: Option<u64>) -> Result<Self> {
        let length = length.ok_or(QueryError::UnknownLength)?;
        let kind = Reread::Once(Once::new(stream, length));
        Ok(Self { length, start: Bytes::new(), modified: None, kind })
    }

    async fn of_file(path: PathBuf) -> io::Result<Self> {
        let mut file = File::open(&path).await?;
        let meta = file.metadata().await?;
        let modified = meta.modified().ok().and_then(since_1970);
        let start = start_of(&mut file).await?;
        Ok(Self { length: meta.len(), start, modified, kind: Reread::File(path) })
    }

    /// An error if what stands from there on cannot be read any more.
    pub(super) fn has(&self, from: u64) -> Result<()> {
        match &self.kind {
            Reread::Once(once) if !once.has(from) => Err(Error::new(ErrorKind::Io(io::Error::other(
                "the server has lost what was uploaded, and the source cannot be read again",
            )))),
            _ => Ok(()),
        }
    }

    /// The bytes from one place to another.
    pub(super) async fn part(&self, from: u64, to: u64) -> Result<BodyStream> {
        let io = |e: io::Error| Error::new(ErrorKind::Io(e));
        match &self.kind {
            Reread::Bytes(bytes) => {
                let at = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).min(bytes.len());
                Ok(Box::pin(pieces(bytes.slice(at(from)..at(to)))))
            }
            Reread::File(path) => {
                let mut file = File::open(path).await.map_err(io)?;
                file.seek(SeekFrom::Start(from)).await.map_err(io)?;
                Ok(read(file.take(to.saturating_sub(from))))
            }
            Reread::Once(once) => {
                self.has(from)?;
                Ok(Box::pin(once.part(from, to)))
            }
        }
    }
}

fn since_1970(time: SystemTime) -> Option<u64> {
    u64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
}
