//! The bytes of objects, in files.

use axum::body::{Body, Bytes};
use md5::{Digest as _, Md5};
use std::{
    fmt::Write as _,
    io::{self, SeekFrom},
    path::{Path, PathBuf},
};
use tokio::{
    fs::File,
    io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _},
};
use tokio_util::io::ReaderStream;

/// The bytes of an object, which never change; their file is gone when nobody needs them any more.
#[derive(Debug)]
pub(super) struct Content {
    path: PathBuf,
    pub(super) size: u64,
    /// With its quotes.
    pub(super) etag: String,
}

impl Content {
    /// So many of its bytes, from there on.
    pub(super) async fn read(&self, from: u64, length: u64) -> io::Result<Body> {
        let mut file = File::open(&self.path).await?;
        file.seek(SeekFrom::Start(from)).await?;
        Ok(Body::from_stream(ReaderStream::with_capacity(file.take(length), 64 * 1024)))
    }
}

impl Drop for Content {
    fn drop(&mut self) {
        // the directory goes with the double
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Bytes that are still arriving. What is not finished is removed.
#[derive(Debug)]
pub(super) struct Sink {
    file: File,
    /// has the path until it is finished
    content: Content,
    md5: Md5,
}

impl Sink {
    pub(super) async fn in_dir(dir: &Path) -> io::Result<Self> {
        let path = dir.join(uuid::Uuid::new_v4().to_string());
        let file = File::create(&path).await?;
        Ok(Self { file, content: Content { path, size: 0, etag: String::new() }, md5: Md5::new() })
    }

    pub(super) fn size(&self) -> u64 {
        self.content.size
    }

    pub(super) async fn write(&mut self, chunk: &Bytes) -> io::Result<()> {
        self.file.write_all(chunk).await?;
        self.md5.update(chunk);
        self.content.size += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        Ok(())
    }

    pub(super) async fn finish(mut self) -> io::Result<Content> {
        self.file.flush().await?;
        let digest = self.md5.finalize();
        let hex = digest.iter().fold(String::new(), |mut hex, byte| {
            // a string takes everything
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        self.content.etag = format!("\"{hex}\"");
        Ok(self.content)
    }
}
