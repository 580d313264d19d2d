//! Uploads that get through.

use super::{bucket, bytes, code, cutting::Cutting, named_bucket};
use serde_json::json;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use supabase_orm::storage::{Objects, ResumableUpload, UploadSource, upload_all};
use tokio::sync::Notify;

async fn arrived(objects: &Objects, path: &str, content: &[u8]) -> bool {
    objects.download(path).send().await.unwrap() == content
}

#[tokio::test]
async fn bytes_and_files_arrive_in_parts() {
    let (objects, content) = (bucket().await, bytes(7_000_000));
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &content).unwrap();
    let length = u64::try_from(content.len()).unwrap();
    for (name, source) in
        [("bytes", UploadSource::from(content.clone())), ("file", UploadSource::file(file.path()))]
    {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let tell = seen.clone();
        let upload =
            objects.resumable_upload(name, source).progress(move |p| tell.lock().unwrap().push(p.done));
        let uploaded = upload.send().await.unwrap();
        assert_eq!(uploaded.path, name);
        assert!(arrived(&objects, name, &content).await, "{name}");
        let seen = seen.lock().unwrap();
        assert!(seen.is_sorted() && seen.last() == Some(&length), "{name}: {seen:?}");
    }
    objects.resumable_upload("empty", b"").send().await.unwrap();
    assert!(arrived(&objects, "empty", b"").await);
}

#[tokio::test]
async fn what_is_said_about_an_upload_is_kept() {
    let objects = bucket().await;
    let upload = |text: &'static str| {
        let upload = objects.resumable_upload("a b+c.md", text.as_bytes()).cache_control("77");
        upload.content_type("text/markdown").metadata(json!({"k": "v"}))
    };
    upload("one").send().await.unwrap();
    let info = objects.info("a b+c.md").await.unwrap();
    assert_eq!((info.size, info.content_type.as_deref()), (Some(3), Some("text/markdown")));
    assert_eq!((info.cache_control.as_deref(), info.metadata), (Some("max-age=77"), Some(json!({"k": "v"}))));
    assert_eq!(upload("two").send().await.unwrap_err().status().unwrap().as_u16(), 409);
    upload("three").upsert(true).send().await.unwrap();
    assert!(arrived(&objects, "a b+c.md", b"three").await);
}

#[tokio::test]
async fn whoever_has_the_token_uploads_in_parts() {
    let (objects, content) = (bucket().await, bytes(7_000_000));
    let signed = objects.create_signed_upload_url("in/box.bin").send().await.unwrap();
    let upload =
        || objects.resumable_upload_to_signed_url("in/box.bin", signed.token.clone(), content.clone());
    upload().send().await.unwrap();
    assert!(arrived(&objects, "in/box.bin", &content).await);
    assert_eq!(upload().send().await.unwrap_err().status().unwrap().as_u16(), 409);
    let forged = objects.resumable_upload_to_signed_url("x", "forged", b"x").send().await.unwrap_err();
    assert_eq!(forged.status().unwrap().as_u16(), 400);
}

#[tokio::test]
async fn another_process_goes_on_where_one_was() {
    let (objects, content) = (bucket().await, bytes(13_000_000));
    let dir = tempfile::tempdir().unwrap();
    let (file, state) = (dir.path().join("a.bin"), dir.path().join("state.json"));
    std::fs::write(&file, &content).unwrap();
    let some = Arc::new(Notify::new());
    let (told, begun) = (some.clone(), Arc::new(Mutex::new(None)));
    let upload = || objects.resumable_upload("a.bin", UploadSource::file(&file)).state_file(&state);
    let first = upload().progress(move |p| {
        // behind the first part
        if p.done > 7_000_000 {
            told.notify_one();
        }
    });
    tokio::select! {
        done = first.send() => panic!("over too soon: {done:?}"),
        () = some.notified() => {}
    }
    let seen = begun.clone();
    let second = upload().progress(move |p| {
        seen.lock().unwrap().get_or_insert(p.done);
    });
    second.send().await.unwrap();
    assert!(begun.lock().unwrap().unwrap() > 6_000_000, "{begun:?}");
    assert!(arrived(&objects, "a.bin", &content).await && !state.exists());
}

#[tokio::test]
async fn a_paused_upload_waits_until_it_may_go_on() {
    let (objects, content) = (bucket().await, bytes(7_000_000));
    let upload = objects.resumable_upload("a.bin", content.clone());
    let control = upload.control();
    control.pause();
    let running = tokio::spawn(upload.send());
    assert!(!objects.exists("a.bin").await.unwrap() && control.is_paused());
    control.resume();
    running.await.unwrap().unwrap();
    assert!(arrived(&objects, "a.bin", &content).await);
}

#[tokio::test]
async fn several_uploads_go_at_once_and_each_has_its_own_outcome() {
    let objects = bucket().await;
    objects.upload("2", b"taken").send().await.unwrap();
    let names = ["0", "1", "2", "3"];
    let uploads = names.map(|name| objects.resumable_upload(name, bytes(100_000)));
    let done = upload_all(uploads, 2).await;
    let came: Vec<Result<String, u16>> = done
        .into_iter()
        .map(|done| done.map(|up| up.path).map_err(|e| e.status().unwrap().as_u16()))
        .collect();
    assert_eq!(came, [Ok("0".into()), Ok("1".into()), Err(409), Ok("3".into())]);
}

/// In small parts, and never tired.
fn tireless(upload: ResumableUpload) -> ResumableUpload {
    upload.chunk_size(200_000).attempts(100).backoff(Duration::from_millis(1))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_survives_fifty_cuts_with_every_byte_right() {
    let Some(cutting) = Cutting::start(50).await else { return };
    let ((name, objects), content) = (named_bucket().await, bytes(5_000_000));
    let away = cutting.client().storage().bucket(name);
    tireless(away.resumable_upload("a.bin", content.clone())).send().await.unwrap();
    assert_eq!(cutting.left(), 0);
    assert!(arrived(&objects, "a.bin", &content).await);
    assert_eq!(code(&objects.upload("a.bin", b"x").send().await.unwrap_err()), "KeyAlreadyExists");
}
