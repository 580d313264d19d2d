//! Uploads from every kind of source.

use crate::raw::{answer, body, head, serve};
use bytes::Bytes;
use futures_core::Stream;
use std::{
    collections::VecDeque,
    io,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};
use supabase_orm::{
    Client,
    error::ErrorKind,
    storage::{Objects, UploadSource},
};

/// Keeps `transfer`, file type and content of what it is sent.
type Seen = Arc<Mutex<Vec<(String, String, Vec<u8>)>>>;

async fn bucket() -> (Objects, Seen) {
    let seen = Seen::default();
    let log = seen.clone();
    let url = serve(move |mut stream| {
        let log = log.clone();
        async move {
            while let Some(mut head) = head(&mut stream).await {
                let body = body(&mut stream, &mut head).await;
                let transfer = head.header("content-length").map_or("chunked", |_| "length").to_owned();
                let at = |what: &[u8], from: usize| {
                    body[from..].windows(what.len()).position(|w| w == what).unwrap() + from + what.len()
                };
                let kind = at(b"name=\"file\"", 0);
                let start = at(b"\r\n\r\n", kind);
                let head = String::from_utf8(body[kind..start].to_vec()).unwrap();
                let kind = head.split("content-type: ").nth(1).unwrap().trim().to_owned();
                let boundary = body.iter().position(|b| *b == b'\r').unwrap();
                let end = body.len() - boundary - b"\r\n--\r\n".len();
                log.lock().unwrap().push((transfer, kind, body[start..end].to_vec()));
                answer(&mut stream, "200 OK", "", br#"{"Key":"b/a","Id":"1"}"#).await;
            }
        }
    })
    .await;
    (Client::new(&url, "key").unwrap().storage().bucket("b"), seen)
}

struct Chunks(VecDeque<Result<Bytes, io::Error>>);
impl Stream for Chunks {
    type Item = Result<Bytes, io::Error>;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front())
    }
}

fn chunks(chunks: impl IntoIterator<Item = Result<&'static str, io::Error>>) -> Chunks {
    Chunks(chunks.into_iter().map(|chunk| chunk.map(|text| Bytes::from_static(text.as_bytes()))).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_files_readers_and_streams_arrive() {
    let (bucket, seen) = bucket().await;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("face");
    std::fs::write(&file, b"\x89PNG\r\n\x1a\nface").unwrap();
    bucket.upload("a.json", b"{}").send().await.unwrap();
    bucket.upload("face", file.as_path()).send().await.unwrap();
    bucket.upload("a", UploadSource::reader(&b"hello"[..], 5)).send().await.unwrap();
    bucket.upload("a", UploadSource::reader(&b"hello"[..], None)).send().await.unwrap();
    bucket
        .upload("a.csv", UploadSource::stream(chunks([Ok("a,"), Ok(""), Ok("b")]), 3))
        .send()
        .await
        .unwrap();
    bucket
        .upload("a", UploadSource::stream(chunks([Ok("x")]), None))
        .content_type("a/b")
        .send()
        .await
        .unwrap();
    bucket.upload("a", Vec::new()).send().await.unwrap();
    let seen = seen.lock().unwrap();
    let seen: Vec<(&str, &str, &[u8])> =
        seen.iter().map(|(t, k, b)| (t.as_str(), k.as_str(), &b[..])).collect();
    assert_eq!(
        seen,
        [
            ("length", "application/json", &b"{}"[..]),
            ("length", "image/png", b"\x89PNG\r\n\x1a\nface"),
            ("length", "application/octet-stream", b"hello"),
            ("chunked", "application/octet-stream", b"hello"),
            ("length", "text/csv;charset=UTF-8", b"a,b"),
            ("chunked", "a/b", b"x"),
            ("length", "application/octet-stream", b""),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_goes_to_the_end_in_small_steps() {
    let (bucket, seen) = bucket().await;
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    let steps = Arc::new(Mutex::new(Vec::new()));
    let tell = steps.clone();
    let upload =
        bucket.upload("a", bytes.clone()).progress(move |p| tell.lock().unwrap().push((p.done, p.total)));
    upload.send().await.unwrap();
    assert!(seen.lock().unwrap()[0].2 == bytes);
    let steps = steps.lock().unwrap();
    assert_eq!(steps.last(), Some(&(3_000_000, Some(3_000_000))));
    assert!(steps.windows(2).all(|w| w[1].0 - w[0].0 <= 128 * 1024), "{steps:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_breaks_is_the_error() {
    let (bucket, _) = bucket().await;
    let broken = chunks([Ok("a"), Err(io::Error::other("the disk is gone"))]);
    for (source, why) in [
        (UploadSource::stream(broken, 9), "the disk is gone"),
        (UploadSource::reader(&b"hello"[..], 4), "there is more to upload than was said"),
        (UploadSource::reader(&b"hello"[..], 6), "there is less to upload than was said"),
        (UploadSource::file("/nowhere/at all"), "No such file"),
    ] {
        let e = bucket.upload("a", source).send().await.unwrap_err();
        assert!(matches!(e.kind(), ErrorKind::Io(_)), "{e:?}");
        assert!(e.to_string().contains(why) && e.to_string().starts_with("POST storage/object/b/a: "), "{e}");
    }
}
