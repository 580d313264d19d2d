//! What is uploaded, part by part.

use crate::{
    error::{Error, ErrorKind, QueryError, Result},
    http::BodyStream,
    storage::{
        UploadSource,
        source::{Kind, Pieces, pieces, start_of},
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

/// Something that can be read from any place, more than once.
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
            Kind::Reader(..) | Kind::Stream(..) => Err(QueryError::NotRereadable.into()),
        }
    }

    async fn of_file(path: PathBuf) -> io::Result<Self> {
        let mut file = File::open(&path).await?;
        let meta = file.metadata().await?;
        let modified = meta.modified().ok().and_then(since_1970);
        let start = start_of(&mut file).await?;
        Ok(Self { length: meta.len(), start, modified, kind: Reread::File(path) })
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
                Ok(Box::pin(Pieces(file.take(to.saturating_sub(from)))))
            }
        }
    }
}

fn since_1970(time: SystemTime) -> Option<u64> {
    u64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
}
