//! A server that refuses an upload does not read the rest of it, and keeps the connection open: whatever is sent over that
//! connection next is never answered.

use crate::raw::{answer, head, serve};
use std::time::Duration;
use supabase_orm::{
    Client,
    error::StorageErrorCode,
    storage::{UploadSource, Vector},
};
use tokio::{net::TcpStream, time::timeout};

const REFUSED: &str = r#"{"statusCode":"409","error":"Duplicate","message":"The resource already exists","code":"KeyAlreadyExists"}"#;

async fn refuse_without_reading(mut stream: TcpStream) {
    while let Some(head) = head(&mut stream).await {
        if head.line.starts_with("GET") {
            answer(&mut stream, "200 OK", "content-type: application/json\r\n", b"[]").await;
            continue;
        }
        answer(&mut stream, "400 Bad Request", "content-type: application/json\r\n", REFUSED.as_bytes())
            .await;
        // never read again, and never closed
        std::future::pending::<()>().await;
    }
}

async fn clients() -> Vec<(&'static str, Client)> {
    let url = serve(refuse_without_reading).await;
    let usual = Client::new(&url, "key").unwrap();
    let own = Client::builder(&url, "key").http_client(reqwest::Client::new()).build().unwrap();
    vec![("the usual transport", usual), ("the caller's own client", own)]
}

/// Nothing that comes after a refusal waits.
async fn goes_on(client: &Client, what: &str) {
    for _ in 0..3 {
        let next = timeout(Duration::from_secs(5), client.storage().list_buckets().send()).await;
        assert!(next.unwrap_or_else(|_| panic!("hangs after {what}")).unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_call_after_a_refused_upload_hangs() {
    for (name, client) in clients().await {
        let bucket = client.storage().bucket("b");
        for kib in [1, 16, 64, 100, 200, 300, 500, 700, 1000, 1500, 2000, 2500, 3000] {
            let what = format!("{kib} KiB by {name}");
            let bytes = vec![7; kib * 1024];
            let known = u64::try_from(bytes.len()).unwrap();
            let sources = [
                UploadSource::from(bytes.clone()),
                UploadSource::reader(std::io::Cursor::new(bytes.clone()), known),
                UploadSource::reader(std::io::Cursor::new(bytes), None),
            ];
            for source in sources {
                let refused = timeout(Duration::from_secs(5), bucket.upload("a.bin", source).send()).await;
                let e = refused.unwrap_or_else(|_| panic!("the refusal of {what} hangs")).unwrap_err();
                assert_eq!(e.storage_code(), Some(&StorageErrorCode::KeyAlreadyExists), "{what}: {e}");
            }
            goes_on(&client, &what).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_call_after_refused_vectors_hangs() {
    for (name, client) in clients().await {
        let index = client.storage().vectors().bucket("b").index("i");
        // what is smaller than this arrives with the head, or a server reads it all the same
        for count in [10, 50, 500] {
            let vectors = (0..count).map(|n| Vector::new(n.to_string(), vec![0.5; 1000]));
            let refused = timeout(Duration::from_secs(5), index.put(vectors)).await.unwrap();
            assert!(refused.unwrap_err().storage_code().is_some());
            goes_on(&client, &format!("{count} vectors by {name}")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_given_up_closes_its_connection() {
    let (closed, mut was_closed) = tokio::sync::mpsc::unbounded_channel();
    let url = serve(move |mut stream| {
        let closed = closed.clone();
        async move {
            let mut head = head(&mut stream).await.unwrap();
            crate::raw::body(&mut stream, &mut head).await;
            closed.send(()).unwrap();
        }
    })
    .await;
    let client = Client::new(&url, "key").unwrap();
    // a source that never ends
    let source = UploadSource::reader(tokio::io::repeat(7), 1 << 40);
    let upload = client.storage().bucket("b").upload("a.bin", source).send();
    assert!(timeout(Duration::from_millis(300), upload).await.is_err());
    timeout(Duration::from_secs(5), was_closed.recv()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_stands_still_ends_and_a_slow_one_does_not() {
    let url = serve(|mut stream| async move {
        let mut head = head(&mut stream).await.unwrap();
        if head.line.contains("still") {
            std::future::pending::<()>().await;
        }
        crate::raw::body(&mut stream, &mut head).await;
        answer(&mut stream, "200 OK", "", br#"{"Key":"b/slow","Id":"1"}"#).await;
    })
    .await;
    let limit = Duration::from_millis(500);
    let client = Client::builder(&url, "key").timeout(limit).build().unwrap();
    let bucket = client.storage().bucket("b");
    let e = bucket.upload("still", vec![7; 30 << 20]).send().await.unwrap_err();
    assert!(e.is_timeout(), "{e}");
    // ten pieces, each of them in time
    let (mut write, read) = tokio::io::duplex(64);
    tokio::spawn(async move {
        for _ in 0..10 {
            tokio::time::sleep(limit / 4).await;
            tokio::io::AsyncWriteExt::write_all(&mut write, b"0123456789").await.unwrap();
        }
    });
    let slow = bucket.upload("slow", UploadSource::reader(read, 100)).send().await.unwrap();
    assert_eq!(slow.full_path, "b/slow");
}
