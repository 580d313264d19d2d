//! No key, no token and no signed address stands in a `Debug`, an error or a log line.

use crate::{log::Log, requests::Server};
use serde_json::json;
use std::{fmt::Write, time::Duration};

#[tokio::test]
async fn nothing_secret_is_shown() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let refused =
        || (400, json!({"statusCode": "400", "error": "InvalidJWT", "message": "m", "code": "InvalidJWT"}));
    let signed = json!({"signedURL": "/object/sign/b/a?token=t0p"});
    let upload = json!({"url": "/object/upload/sign/b/a?token=t0p"});
    let list = json!([{"path": "a", "error": null, "signedURL": "/object/sign/b/a?token=t0p"}]);
    // a busy server: what is tried again is logged
    let busy = (503, json!({}));
    let server = Server::new([(200, signed), (200, upload), (200, list), refused(), busy, refused()]);
    let bucket = server.client("sb_secret_t0p").as_user("t0p").storage().bucket("b");
    let mut text = format!("{bucket:?}");
    let mut show = |shown: &dyn std::fmt::Debug| write!(text, " {shown:?}").unwrap();
    show(&bucket.create_signed_url("a", 60).send().await.unwrap());
    let made = bucket.create_signed_upload_url("a").send().await.unwrap();
    show(&made);
    show(&bucket.create_signed_urls(["a"], 60).send().await.unwrap());
    let upload = bucket.upload_to_signed_url("a", "t0p", b"").header("x-secret", "t0p");
    show(&upload);
    let e = upload.send().await.unwrap_err();
    show(&e);
    show(&e.to_string());
    let upload =
        bucket.resumable_upload_to_signed_url("a", "t0p", b"hello").backoff(Duration::from_millis(1));
    show(&upload);
    let e = upload.send().await.unwrap_err();
    show(&e);
    show(&e.to_string());
    show(&bucket.download("a").query("token", "t0p"));
    assert!(!text.contains("t0p"), "{text}");
    let logged = log.text();
    assert!(!logged.is_empty() && !logged.contains("t0p"), "{logged}");
}
