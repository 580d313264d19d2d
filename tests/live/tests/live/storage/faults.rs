//! A Storage server in trouble: only the double gets into it when asked.

use super::{
    bytes, named_bucket,
    refusals::{goes_on, nothing_hangs},
};
use crate::world::{db, stack};
use stack::{Fault, StorageDouble};
use std::time::Duration;
use supabase_orm::{
    Client,
    storage::{Objects, UploadSource},
};
use tokio::time::timeout;

/// `None` if the server is a real one: it gets into no trouble.
async fn trouble() -> Option<(&'static StorageDouble, String, Objects)> {
    let double = stack().storage_double()?;
    let (name, objects) = named_bucket().await;
    Some((double, name, objects))
}

#[tokio::test]
async fn errors_of_a_server_in_trouble_say_what_they_are() {
    let Some((double, name, objects)) = trouble().await else { return };
    for status in [429, 500, 503] {
        for fault in [Fault::Status(status), Fault::Html(status)] {
            double.fail(&format!("/{name}"), 1, fault);
            let e = objects.upload("a", b"x").send().await.unwrap_err();
            assert_eq!(e.status().unwrap().as_u16(), status, "{fault:?}: {e}");
            assert!(e.is_temporary() || status == 500, "{fault:?}: {e}");
            assert_eq!(double.heal(&format!("/{name}")), 0);
        }
    }
    assert!(!objects.exists("a").await.unwrap());
}

#[tokio::test]
async fn an_upload_whose_answer_is_lost_is_not_sent_again() {
    let Some((double, name, objects)) = trouble().await else { return };
    double.fail(&format!("POST /object/{name}/a"), 2, Fault::LoseAnswer);
    let e = objects.upload("a", b"x").send().await.unwrap_err();
    assert!(e.is_transport(), "{e}");
    assert_eq!(double.heal(&format!("POST /object/{name}/a")), 1);
    assert_eq!(objects.download("a").send().await.unwrap(), "x");
}

/// The same bucket without a gateway in between, which takes payloads in that the server leaves unread.
fn straight(double: &StorageDouble, name: &str) -> Objects {
    let client = Client::builder(stack().url(), stack().service_key()).storage_url(double.url());
    client.build().unwrap().storage().bucket(name)
}

#[tokio::test]
async fn no_call_hangs_after_a_refused_upload_without_a_gateway() {
    let Some((double, name, _)) = trouble().await else { return };
    nothing_hangs(&straight(double, &name)).await;
}

#[tokio::test]
async fn a_refusal_that_reads_nothing_hangs_no_other_call() {
    let Some((double, name, objects)) = trouble().await else { return };
    for objects in [objects, straight(double, &name)] {
        for size in [100_000, 1_000_000, 3_000_000] {
            double.fail(&format!("POST /object/{name}"), 1, Fault::Refuse(413));
            let refused = timeout(Duration::from_secs(10), objects.upload("a", bytes(size)).send()).await;
            assert_eq!(refused.unwrap().unwrap_err().status().unwrap().as_u16(), 413);
            goes_on(&objects).await;
        }
    }
}

#[tokio::test]
async fn a_download_to_a_file_goes_on_behind_every_cut() {
    let Some((double, name, objects)) = trouble().await else { return };
    let content = bytes(1_000_000);
    objects.upload("a.bin", content.clone()).send().await.unwrap();
    let text = format!("GET /object/{name}");
    for after in [0, 1, 100_000, 300_000] {
        double.fail(&text, 1, Fault::CutAnswer(after));
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.bin");
    assert_eq!(objects.download("a.bin").to_file(&path).await.unwrap(), 1_000_000);
    assert_eq!(double.heal(&text), 0);
    assert!(std::fs::read(&path).unwrap() == content);
    // in memory nothing is kept of a cut
    double.fail(&text, 1, Fault::CutAnswer(300_000));
    assert!(objects.download("a.bin").send().await.unwrap_err().is_transport());
}

#[tokio::test]
async fn a_resumable_upload_gets_through_a_server_in_trouble() {
    let Some((double, name, objects)) = trouble().await else { return };
    let content = bytes(500_000);
    let part = format!("PATCH /upload/resumable/{name}");
    let asked = format!("HEAD /upload/resumable/{name}");
    for fault in [Fault::Status(503), Fault::LoseAnswer, Fault::Break, Fault::Status(429), Fault::LoseAnswer]
    {
        double.fail(&part, 1, fault);
    }
    double.fail(&asked, 2, Fault::Status(500));
    let upload = objects.resumable_upload("a.bin", content.clone()).chunk_size(100_000);
    upload.backoff(Duration::from_millis(1)).send().await.unwrap();
    assert_eq!((double.heal(&part), double.heal(&asked)), (0, 0));
    assert!(objects.download("a.bin").send().await.unwrap() == content);
}

#[tokio::test]
async fn an_upload_that_the_server_has_given_up_begins_anew() {
    let Some((double, name, objects)) = trouble().await else { return };
    let content = bytes(300_000);
    let dir = tempfile::tempdir().unwrap();
    let (file, state) = (dir.path().join("a.bin"), dir.path().join("state.json"));
    std::fs::write(&file, &content).unwrap();
    let upload = || {
        let upload = objects.resumable_upload("a.bin", UploadSource::file(&file)).state_file(&state);
        upload.chunk_size(100_000).attempts(1)
    };
    let third = format!("PATCH /upload/resumable/{name}");
    double.fail(&third, 1, Fault::Status(400));
    assert!(upload().send().await.is_err() && state.exists());
    double.fail(&format!("HEAD /upload/resumable/{name}"), 1, Fault::Status(410));
    upload().send().await.unwrap();
    assert_eq!(double.heal(&format!("HEAD /upload/resumable/{name}")), 0);
    assert!(objects.download("a.bin").send().await.unwrap() == content);
}

#[tokio::test]
async fn a_server_that_is_too_slow_is_given_up() {
    let Some((double, name, _)) = trouble().await else { return };
    let hasty = Client::builder(stack().url(), stack().secret_key()).timeout(Duration::from_millis(200));
    let objects = hasty.build().unwrap().storage().bucket(&*name);
    double.fail(&format!("/{name}/a"), 1, Fault::Delay(Duration::from_secs(20)));
    assert!(objects.upload("a", b"x").send().await.unwrap_err().is_timeout());
    // slow, but not too slow for others
    double.fail(&format!("/{name}/a"), 1, Fault::Delay(Duration::from_millis(300)));
    let patient = db().storage().bucket(&*name);
    patient.upload("a", b"x").send().await.unwrap();
}
