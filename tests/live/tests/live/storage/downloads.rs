//! Downloads.

use super::{bucket, bytes, code, storage};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tokio::sync::Notify;

#[tokio::test]
async fn an_object_comes_at_once_or_piece_by_piece() {
    let (objects, content) = (bucket().await, bytes(1_000_000));
    objects.upload("a.bin", content.clone()).send().await.unwrap();
    assert!(objects.download("a.bin").send().await.unwrap() == content);
    let mut stream = objects.download("a.bin").stream().await.unwrap();
    assert_eq!(stream.length(), Some(1_000_000));
    assert_eq!(stream.headers()["content-type"], "application/octet-stream");
    let mut came = Vec::new();
    while let Some(chunk) = stream.chunk().await.unwrap() {
        came.extend_from_slice(&chunk);
    }
    assert!(came == content);
    objects.upload("empty", b"").send().await.unwrap();
    assert_eq!(objects.download("empty").send().await.unwrap(), "");
}

#[tokio::test]
async fn some_of_its_bytes_come() {
    let objects = bucket().await;
    objects.upload("a", b"0123456789").send().await.unwrap();
    let part = objects.download("a");
    assert_eq!(part.range(2..5).send().await.unwrap(), "234");
    assert_eq!(objects.download("a").range(7..).send().await.unwrap(), "789");
    assert_eq!(objects.download("a").range(..=1).send().await.unwrap(), "01");
    assert_eq!(objects.download("a").range(5..100).send().await.unwrap(), "56789");
    let behind = objects.download("a").range(10..).send().await.unwrap_err();
    assert_eq!(behind.status().unwrap().as_u16(), 416);
}

#[tokio::test]
async fn a_file_is_there_when_all_of_it_is() {
    let (objects, content) = (bucket().await, bytes(1_000_000));
    objects.upload("a.bin", content.clone()).send().await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.bin");
    std::fs::write(&path, "what was there").unwrap();
    assert_eq!(objects.download("a.bin").to_file(&path).await.unwrap(), 1_000_000);
    assert!(std::fs::read(&path).unwrap() == content);
    let missing = objects.download("nope").to_file(dir.path().join("b")).await.unwrap_err();
    assert_eq!(code(&missing), "NoSuchKey");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn a_download_that_was_given_up_goes_on_where_it_was() {
    let (objects, content) = (bucket().await, bytes(20_000_000));
    objects.upload("a.bin", content.clone()).send().await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.bin");
    let some = Arc::new(Notify::new());
    let told = some.clone();
    let first = objects.download("a.bin").progress(move |p| {
        if p.done > 1_000_000 {
            told.notify_one();
        }
    });
    tokio::select! {
        done = first.to_file(&path) => panic!("over too soon: {done:?}"),
        () = some.notified() => {}
    }
    // the second begins behind what the first had written
    let had = std::fs::metadata(dir.path().join("a.bin.part")).unwrap().len();
    let begun = Arc::new(AtomicU64::new(u64::MAX));
    let seen = begun.clone();
    let second = objects.download("a.bin").progress(move |p| {
        seen.fetch_min(p.done, Ordering::Relaxed);
    });
    assert_eq!(second.to_file(&path).await.unwrap(), 20_000_000);
    assert!(had > 0 && begun.load(Ordering::Relaxed) > had, "{begun:?} behind {had}");
    assert!(std::fs::read(&path).unwrap() == content);
}

#[tokio::test]
async fn what_is_not_there_is_an_error_that_says_so() {
    let objects = bucket().await;
    let missing = objects.download("nope").send().await.unwrap_err();
    assert_eq!((code(&missing), missing.status().unwrap().as_u16()), ("NoSuchKey", 404));
    let nowhere = storage().bucket("no-such-bucket").download("a").send().await.unwrap_err();
    assert_eq!(code(&nowhere), "NoSuchBucket");
}
