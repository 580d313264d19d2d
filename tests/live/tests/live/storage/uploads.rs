//! Uploads, from whatever has bytes.

use super::{bucket, bytes, code, storage};
use bytes::Bytes;
use futures_core::Stream;
use serde_json::json;
use std::{
    convert::Infallible,
    io::Cursor,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};
use supabase_orm::storage::UploadSource;

/// Chunks of the sizes that networks have.
struct Chunks(Bytes);

impl Stream for Chunks {
    type Item = Result<Bytes, Infallible>;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let size = self.0.len().min(1400);
        Poll::Ready((size > 0).then(|| Ok(self.0.split_to(size))))
    }
}

#[tokio::test]
async fn bytes_files_readers_and_streams_arrive_as_they_are() {
    let (objects, content) = (bucket().await, bytes(1_000_000));
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &content).unwrap();
    let length = u64::try_from(content.len()).unwrap();
    let stream = || Chunks(content.clone().into());
    let sources: [(&str, UploadSource); 6] = [
        ("bytes", content.clone().into()),
        ("file", UploadSource::file(file.path())),
        ("reader", UploadSource::reader(Cursor::new(content.clone()), length)),
        ("reader of unknown length", UploadSource::reader(Cursor::new(content.clone()), None)),
        ("stream", UploadSource::stream(stream(), length)),
        ("stream of unknown length", UploadSource::stream(stream(), None)),
    ];
    for (name, source) in sources {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let tell = seen.clone();
        let upload = objects.upload(name, source).progress(move |p| tell.lock().unwrap().push(p.done));
        let uploaded = upload.send().await.unwrap();
        assert_eq!((&*uploaded.path, uploaded.id.is_some()), (name, true));
        let seen = seen.lock().unwrap().clone();
        assert!(seen.is_sorted() && seen.last() == Some(&length), "{name}: {seen:?}");
        assert!(objects.download(name).send().await.unwrap() == content, "{name}");
    }
}

#[tokio::test]
async fn what_is_said_about_an_object_is_kept() {
    let objects = bucket().await;
    let upload = objects.upload("notes/plan.md", b"# plan").cache_control("77").content_type("text/markdown");
    upload.metadata(json!({"year": 2026, "by": {"name": "Ännchen"}})).send().await.unwrap();
    let info = objects.info("notes/plan.md").await.unwrap();
    assert_eq!((info.size, info.content_type.as_deref()), (Some(6), Some("text/markdown")));
    assert_eq!(info.cache_control.as_deref(), Some("max-age=77"));
    assert_eq!(info.metadata, Some(json!({"year": 2026, "by": {"name": "Ännchen"}})));
    // by name and content, if nothing is said
    objects.upload("picture", b"\x89PNG\r\n\x1a\n".to_vec()).send().await.unwrap();
    assert_eq!(objects.info("picture").await.unwrap().content_type.as_deref(), Some("image/png"));
}

#[tokio::test]
async fn what_is_there_is_replaced_only_if_asked_for() {
    let objects = bucket().await;
    let first = objects.upload("a", b"one").send().await.unwrap();
    let taken = objects.upload("a", b"two").send().await.unwrap_err();
    assert_eq!((code(&taken), taken.status().unwrap().as_u16()), ("KeyAlreadyExists", 409));
    assert_eq!(objects.download("a").send().await.unwrap(), "one");
    let second = objects.upload("a", b"two").upsert(true).send().await.unwrap();
    assert_eq!((first.id, objects.download("a").send().await.unwrap()), (second.id, Bytes::from("two")));
    objects.update("a", b"three").send().await.unwrap();
    // one that is not there is made
    objects.update("b", b"four").send().await.unwrap();
    assert_eq!(objects.download("a").send().await.unwrap(), "three");
    assert_eq!(objects.download("b").send().await.unwrap(), "four");
    let nowhere = storage().bucket("no-such-bucket").upload("a", b"x").send().await.unwrap_err();
    assert_eq!(code(&nowhere), "NoSuchBucket");
}

#[tokio::test]
async fn names_of_every_allowed_kind_come_back() {
    let objects = bucket().await;
    for name in ["with space.txt", "a&b=c;d,e:f@g$h!i'j(k)l*m.txt", "a+b?c.txt", "deep/er/x.txt", "..dots"] {
        let uploaded = objects.upload(name, name.as_bytes()).send().await.unwrap();
        assert_eq!(uploaded.path, name);
        assert_eq!(objects.download(name).send().await.unwrap(), name);
        assert_eq!(objects.info(name).await.unwrap().name, name);
    }
    for name in ["ünïcode", "a#b", "tilde~", "[1]"] {
        assert_eq!(code(&objects.upload(name, b"x").send().await.unwrap_err()), "InvalidKey", "{name}");
    }
}
