//! Downloads: to bytes, as streams, and to files that are resumed.

use crate::raw::{answer, head, serve};
use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use supabase_orm::{Client, storage::Objects};
use tokio::{io::AsyncWriteExt, net::TcpStream, sync::Notify};

/// Serves one object, and breaks off after so many bytes as often as it is told.
#[derive(Clone, Default)]
struct Server {
    object: Arc<Mutex<(Vec<u8>, &'static str)>>,
    breaks: Arc<AtomicUsize>,
    ranges: Arc<Mutex<Vec<Option<String>>>>,
}

impl Server {
    fn new(bytes: Vec<u8>, breaks: usize) -> Self {
        let server = Self::default();
        *server.object.lock().unwrap() = (bytes, "\"1\"");
        server.breaks.store(breaks, Ordering::SeqCst);
        server
    }

    async fn bucket(&self) -> Objects {
        let server = self.clone();
        let url = serve(move |stream| server.clone().connection(stream)).await;
        Client::new(&url, "key").unwrap().storage().bucket("b")
    }

    async fn connection(self, mut stream: TcpStream) {
        while let Some(head) = head(&mut stream).await {
            let range = head.header("range").map(str::to_owned);
            self.ranges.lock().unwrap().push(range.clone());
            let (bytes, etag) = self.object.lock().unwrap().clone();
            let from: usize = range
                .as_deref()
                .map_or(0, |r| r.trim_start_matches("bytes=").trim_end_matches('-').parse().unwrap());
            if from > 0 && from >= bytes.len() {
                let body =
                    br#"{"statusCode":"416","error":"InvalidRange","message":"m","code":"InvalidRange"}"#;
                answer(&mut stream, "416 Range Not Satisfiable", "content-type: application/json\r\n", body)
                    .await;
                continue;
            }
            let status = if range.is_some() { "206 Partial Content" } else { "200 OK" };
            let rest = &bytes[from..];
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {}\r\netag: {etag}\r\ncontent-range: bytes {from}-{}/{}\r\n\r\n",
                rest.len(),
                bytes.len() - 1,
                bytes.len()
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            if self.breaks.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok() {
                stream.write_all(&rest[..rest.len() / 3]).await.unwrap();
                stream.flush().await.unwrap();
                return;
            }
            let _ = stream.write_all(rest).await;
        }
    }
}

fn bytes(n: u32) -> Vec<u8> {
    (0..n).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_gives_every_byte() {
    let object = bytes(500_000);
    let server = Server::new(object.clone(), 0);
    let bucket = server.bucket().await;
    let seen = Arc::new(AtomicUsize::new(0));
    let done = seen.clone();
    let download = bucket.download("a").progress(move |p| {
        assert_eq!(p.total, Some(2_000_000));
        done.store(usize::try_from(p.done).unwrap(), Ordering::SeqCst);
    });
    let mut stream = download.stream().await.unwrap();
    assert_eq!(stream.length(), Some(2_000_000));
    let mut all = Vec::new();
    while let Some(chunk) = stream.chunk().await.unwrap() {
        all.extend_from_slice(&chunk);
    }
    assert!(all == object);
    assert_eq!(seen.load(Ordering::SeqCst), 2_000_000);
    assert!(bucket.download("a").send().await.unwrap() == object);
    for empty in [0..0, 7..7] {
        assert!(bucket.download("a").range(empty).send().await.is_err(), "a range without bytes is no byte");
    }
    let rest = bucket.download("a").range(1_999_998..).send().await.unwrap();
    assert_eq!(rest, object[1_999_998..]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_breaks_off_is_an_error_and_bytes_too() {
    let bucket = Server::new(bytes(1000), 2).bucket().await;
    assert!(bucket.download("a").send().await.unwrap_err().is_transport());
    let mut stream = bucket.download("a").stream().await.unwrap();
    assert!(stream.chunk().await.unwrap().is_some());
    assert!(stream.chunk().await.unwrap_err().is_transport());
    assert!(stream.chunk().await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_resumed_and_appears_whole() {
    let object = bytes(100_000);
    let server = Server::new(object.clone(), 3);
    let bucket = server.bucket().await;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.bin");
    std::fs::write(&file, "old").unwrap();
    assert_eq!(bucket.download("a").to_file(&file).await.unwrap(), 400_000);
    assert!(std::fs::read(&file).unwrap() == object);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
    let ranges = server.ranges.lock().unwrap().clone();
    assert_eq!(ranges.len(), 4);
    assert!(ranges[0].is_none() && ranges[1..].iter().all(Option::is_some), "{ranges:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_an_earlier_process_is_used_only_if_it_is_of_the_same_object() {
    let object = bytes(1000);
    let server = Server::new(object.clone(), 0);
    let bucket = server.bucket().await;
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    for (etag, part) in [("\"1\"", &object[..1500]), ("\"0\"", b"other"), ("\"1\"", &[0; 5000][..])] {
        std::fs::write(at("a.part"), part).unwrap();
        std::fs::write(at("a.part.etag"), etag).unwrap();
        assert_eq!(bucket.download("a").to_file(at("a")).await.unwrap(), 4000);
        assert!(std::fs::read(at("a")).unwrap() == object, "{etag}");
    }
    let ranges = server.ranges.lock().unwrap().clone();
    let range = |n: usize| Some(format!("bytes={n}-"));
    // gone on; another object, so begun anew; longer than the object, so begun anew
    assert_eq!(ranges, [range(1500), range(5), None, range(5000), None]);
}

/// Until the file has so many bytes.
async fn grown(path: &Path, length: usize) {
    while std::fs::metadata(path).map_or(0, |meta| meta.len()) < length as u64 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_given_up_download_still_writes_does_no_harm_to_the_next_one() {
    let object = bytes(75_000);
    let dir = tempfile::tempdir().unwrap();
    let (file, part) = (dir.path().join("a"), dir.path().join("a.part"));
    let resumed = Arc::new(Notify::new());
    let (served, growing) = (object.clone(), part.clone());
    let url = serve(move |mut stream| {
        let (object, part, resumed) = (served.clone(), growing.clone(), resumed.clone());
        async move {
            let is_first = head(&mut stream).await.unwrap().header("range").is_none();
            let from = if is_first { 0 } else { 100_000 };
            let status = if is_first { "200 OK" } else { "206 Partial Content" };
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {}\r\netag: \"1\"\r\ncontent-range: bytes {from}-299999/300000\r\n\r\n",
                300_000 - from
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            if is_first {
                stream.write_all(&object[..100_000]).await.unwrap();
                resumed.notified().await;
                stream.write_all(&object[100_000..200_000]).await.unwrap();
                std::future::pending::<()>().await;
            }
            // the one before it goes on for a while
            resumed.notify_one();
            grown(&part, 200_000).await;
            stream.write_all(&object[100_000..]).await.unwrap();
        }
    })
    .await;
    let bucket = Client::new(&url, "key").unwrap().storage().bucket("b");
    let first = tokio::spawn(bucket.download("a").to_file(file.clone()));
    grown(&part, 100_000).await;
    assert_eq!(bucket.download("a").to_file(&file).await.unwrap(), 300_000);
    assert!(std::fs::read(&file).unwrap() == object);
    first.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_object_leaves_no_file() {
    let url = serve(|mut stream| async move {
        while head(&mut stream).await.is_some() {
            let body = br#"{"statusCode":"404","error":"not_found","message":"Object not found","code":"NoSuchKey"}"#;
            answer(&mut stream, "400 Bad Request", "content-type: application/json\r\n", body).await;
        }
    })
    .await;
    let bucket = Client::new(&url, "key").unwrap().storage().bucket("b");
    let dir = tempfile::tempdir().unwrap();
    let e = bucket.download("a").to_file(dir.path().join("a")).await.unwrap_err();
    assert_eq!(e.status().map(|s| s.as_u16()), Some(404));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    assert!(!bucket.exists("a").await.unwrap());
}
