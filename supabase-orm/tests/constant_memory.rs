//! Large objects go up and down in memory that does not grow with their size: every allocation of the process is counted, those of
//! the server too.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

#[path = "storage/raw.rs"]
#[allow(dead_code, reason = "bodies are not kept here")]
mod raw;

use raw::{Head, answer, head, serve};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::{
    alloc::System,
    sync::atomic::{AtomicUsize, Ordering},
};
use supabase_orm::{
    Client,
    storage::{Objects, Progress, UploadSource},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const MIB: u64 = 1024 * 1024;

/// How large the objects are.
const LENGTH: u64 = 64 * MIB;

/// By how much memory may grow meanwhile, wherever the object goes: buffers of both ends.
const BUFFERS: usize = 4 * 1024 * 1024;

/// What is allocated now.
fn allocated() -> usize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated.saturating_sub(stats.bytes_deallocated)
}

/// The most that was allocated whenever something moved.
#[derive(Clone, Copy)]
struct Peak(&'static AtomicUsize, usize);

impl Peak {
    fn new() -> Self {
        Self(Box::leak(Box::default()), allocated())
    }

    fn look(self) {
        self.0.fetch_max(allocated(), Ordering::Relaxed);
    }

    fn growth(self) -> usize {
        let most = self.0.load(Ordering::Relaxed);
        assert!(most > 0, "nothing moved");
        most.saturating_sub(self.1)
    }
}

/// A server that throws away what it gets and makes up what it sends.
async fn bucket() -> Objects {
    let url = serve(connection).await;
    Client::new(&url, "key").unwrap().storage().bucket("b")
}

async fn connection(mut stream: TcpStream) {
    while let Some(head) = head(&mut stream).await {
        let method = head.line.split(' ').next().unwrap();
        let resumable = head.line.contains("/upload/resumable");
        if method == "GET" {
            return send(&mut stream).await;
        }
        take(&mut stream, &head).await;
        match (method, resumable) {
            ("POST", true) => answer(&mut stream, "201 Created", "location: /id\r\n", b"").await,
            ("PATCH", true) => {
                let at = head.number("upload-offset").unwrap() + head.number("content-length").unwrap();
                answer(&mut stream, "204 No Content", &format!("upload-offset: {at}\r\n"), b"").await;
            }
            _ => answer(&mut stream, "200 OK", "", br#"{"Key":"b/a","Id":"1"}"#).await,
        }
    }
}

async fn send(stream: &mut TcpStream) {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {LENGTH}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let piece = vec![7; 64 * 1024];
    for _ in 0..LENGTH / (64 * 1024) {
        stream.write_all(&piece).await.unwrap();
    }
}

/// Reads the payload of a request.
async fn take(stream: &mut TcpStream, head: &Head) {
    let length = head.number("content-length").unwrap();
    let (mut left, mut piece) = (length - head.rest.len() as u64, vec![0; 64 * 1024]);
    while left > 0 {
        let n = stream.read(&mut piece).await.unwrap() as u64;
        assert!(n > 0, "{left} bytes did not come");
        left -= n;
    }
}

fn reader() -> UploadSource {
    UploadSource::reader(tokio::io::repeat(7).take(LENGTH), LENGTH)
}

/// One test: another one beside it would be counted too.
#[tokio::test]
async fn memory_does_not_grow_with_the_size() {
    let bucket = bucket().await;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a");

    let up = Peak::new();
    bucket.upload("a", reader()).progress(move |_| up.look()).send().await.unwrap();
    assert!(up.growth() < BUFFERS, "an upload: {} bytes", up.growth());

    let down = Peak::new();
    let mut stream = bucket.download("a").stream().await.unwrap();
    let mut came = 0;
    while let Some(piece) = stream.chunk().await.unwrap() {
        came += piece.len() as u64;
        down.look();
    }
    assert_eq!(came, LENGTH);
    assert!(down.growth() < BUFFERS, "a download: {} bytes", down.growth());

    let to_file = Peak::new();
    let download = bucket.download("a").progress(move |_| to_file.look());
    assert_eq!(download.to_file(&file).await.unwrap(), LENGTH);
    assert!(to_file.growth() < BUFFERS, "a download to a file: {} bytes", to_file.growth());

    let from_file = Peak::new();
    bucket.upload("a", file.as_path()).progress(move |_| from_file.look()).send().await.unwrap();
    assert!(from_file.growth() < BUFFERS, "an upload of a file: {} bytes", from_file.growth());

    let resumable = Peak::new();
    let upload = bucket.resumable_upload("a", file.as_path());
    upload.progress(move |_| resumable.look()).send().await.unwrap();
    assert!(resumable.growth() < BUFFERS, "a resumable upload of a file: {} bytes", resumable.growth());

    // the part that is being sent is kept of what can be read once only
    let once = Peak::new();
    let upload = bucket.resumable_upload("a", reader()).chunk_size(MIB);
    upload.progress(move |_: Progress| once.look()).send().await.unwrap();
    assert!(once.growth() < BUFFERS, "a resumable upload of a reader: {} bytes", once.growth());

    // counting counts: what is read as a whole is in memory
    let whole = Peak::new();
    let bytes = bucket.download("a").progress(move |_| whole.look()).send().await.unwrap();
    assert!(whole.growth() > bytes.len() / 2, "{} bytes", whole.growth());
}
