//! Downloads to files.

use super::{Download, DownloadStream};
use crate::{
    client::Activity,
    error::{Error, ErrorKind, Result},
    http::Backoff,
};
use http::{Method, StatusCode};
use std::{
    io,
    path::{Path, PathBuf},
};
use tokio::{
    fs::{self, File, OpenOptions},
    io::{AsyncSeekExt, AsyncWriteExt},
};

/// So often in a row may nothing come.
const ATTEMPTS: u32 = 5;

/// What there is already of a file: its bytes, and what object they are of.
struct Part {
    path: PathBuf,
    etag_path: PathBuf,
    had: u64,
    etag: Option<String>,
}

pub(super) async fn download(mut download: Download, path: &Path) -> Result<u64> {
    let place = download.call.place();
    let at = |e: Error| e.at(&Method::GET, &place);
    if download.range.is_some() || !download.transform.is_empty() {
        // no other request gives the rest of it
        return once(download, path).await.map_err(at);
    }
    let mut part = Part::of(path).await;
    let mut empty_handed = 0;
    loop {
        let had = part.had;
        let e = match attempt(&mut download, &mut part).await {
            Ok(()) => return part.finish(path).await.map_err(at),
            Err(e) => e,
        };
        if e.status() == Some(StatusCode::RANGE_NOT_SATISFIABLE) && had > 0 {
            part.forget().await.map_err(at)?;
            continue;
        }
        empty_handed = if part.had > had { 1 } else { empty_handed + 1 };
        if empty_handed >= ATTEMPTS || !(e.is_transport() || e.is_timeout()) {
            return Err(at(e));
        }
        tokio::time::sleep(Backoff::default().wait(empty_handed, None)).await;
    }
}

/// One request for what is missing.
async fn attempt(download: &mut Download, part: &mut Part) -> Result<()> {
    let activity = Activity::default();
    download.call.no_header("range");
    let range = (part.had > 0).then(|| format!("bytes={}-", part.had));
    let answer = download.answer(range.as_deref(), &activity).await?;
    let same = answer.status == StatusCode::PARTIAL_CONTENT
        && answer.header("etag") == part.etag.as_deref()
        && answer.header("content-range").is_some_and(|r| r.starts_with(&format!("bytes {}-", part.had)));
    if part.had > 0 && !same {
        part.forget().await?;
        if answer.status == StatusCode::PARTIAL_CONTENT {
            // the rest of another object
            drop(answer);
            return Box::pin(attempt(download, part)).await;
        }
    }
    let mut stream = DownloadStream::of(download, answer, activity);
    stream.goes_on_at(part.had);
    write(&mut stream, part).await
}

async fn write(stream: &mut DownloadStream, part: &mut Part) -> Result<()> {
    part.remember(stream.header("etag")).await?;
    // not at the end: a download that was given up may still be writing its last piece there
    let mut options = OpenOptions::new();
    let mut file =
        options.create(true).truncate(false).write(true).open(&part.path).await.map_err(io_error)?;
    file.seek(io::SeekFrom::Start(part.had)).await.map_err(io_error)?;
    let copied = async {
        while let Some(chunk) = stream.chunk().await? {
            file.write_all(&chunk).await.map_err(io_error)?;
            part.had += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        }
        Ok(())
    };
    let copied: Result<()> = copied.await;
    // what came is kept, whatever comes of it
    file.flush().await.map_err(io_error)?;
    copied?;
    file.sync_all().await.map_err(io_error)
}

/// From the beginning, and without a second try.
async fn once(download: Download, path: &Path) -> Result<u64> {
    let mut part = Part::of(path).await;
    part.forget().await?;
    let mut stream = download.stream().await?;
    write(&mut stream, &mut part).await?;
    part.finish(path).await
}

impl Part {
    async fn of(path: &Path) -> Self {
        let beside = |end: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            PathBuf::from(name)
        };
        let (part, etag_path) = (beside(".part"), beside(".part.etag"));
        let etag = fs::read_to_string(&etag_path).await.ok().filter(|etag| !etag.is_empty());
        let had = match &etag {
            Some(_) => fs::metadata(&part).await.map_or(0, |meta| meta.len()),
            None => 0,
        };
        Self { path: part, etag_path, had, etag }
    }

    /// Begins anew.
    async fn forget(&mut self) -> Result<()> {
        (self.had, self.etag) = (0, None);
        for path in [&self.etag_path, &self.path] {
            gone(fs::remove_file(path).await)?;
        }
        Ok(())
    }

    /// Whose bytes these are, before the first of them is written.
    async fn remember(&mut self, etag: Option<&str>) -> Result<()> {
        if self.had == 0 {
            self.forget().await?;
            self.etag = etag.map(str::to_owned);
            if let Some(etag) = etag {
                fs::write(&self.etag_path, etag).await.map_err(io_error)?;
            }
        }
        Ok(())
    }

    async fn finish(&self, path: &Path) -> Result<u64> {
        if self.had == 0 {
            // an empty object
            File::create(&self.path).await.map_err(io_error)?;
        }
        fs::rename(&self.path, path).await.map_err(io_error)?;
        gone(fs::remove_file(&self.etag_path).await)?;
        Ok(self.had)
    }
}

fn gone(removed: io::Result<()>) -> Result<()> {
    match removed {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(io_error(e)),
        _ => Ok(()),
    }
}

fn io_error(e: io::Error) -> Error {
    Error::new(ErrorKind::Io(e))
}
