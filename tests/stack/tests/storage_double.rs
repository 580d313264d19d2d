//! What the double of the Storage server does on demand: faults, refusals without reading, and old things.
#![expect(clippy::unwrap_used, reason = "tests")]

use jsonwebtoken::{EncodingKey, Header, encode};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use stack::{Fault, StorageConfig, StorageDouble};
use std::time::{Duration, Instant};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

const SECRET: &str = "a-secret-of-the-double-of-32-bytes";
const DAY: Duration = Duration::from_secs(86_400);

struct Server {
    double: StorageDouble,
    http: Client,
    key: String,
}

impl Server {
    /// With a bucket `b`.
    async fn new() -> Self {
        let double = StorageDouble::start(StorageConfig {
            jwt_secret: SECRET.into(),
            url: String::new(),
            file_size_limit: 50 << 20,
            upload_expiry: Some(DAY),
        });
        let claims = json!({"role": "service_role"});
        let key = encode(&Header::default(), &claims, &EncodingKey::from_secret(SECRET.as_bytes())).unwrap();
        let http = Client::builder().no_proxy().build().unwrap();
        let server = Self { double: double.unwrap(), http, key };
        server.ask(Method::POST, "/bucket").json(&json!({"name": "b"})).send().await.unwrap();
        server
    }

    fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.double.url())).bearer_auth(&self.key)
    }

    async fn put(&self, path: &str, bytes: Vec<u8>) -> Result<Response, reqwest::Error> {
        self.ask(Method::PUT, &format!("/object/b/{path}")).body(bytes).send().await
    }

    async fn get(&self, path: &str) -> Response {
        self.ask(Method::GET, &format!("/object/b/{path}")).send().await.unwrap()
    }

    /// The head of a request with a payload of that length, and nothing of the payload.
    async fn begin(&self, line: &str, headers: &str, length: usize) -> TcpStream {
        let host = self.double.url().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).await.unwrap();
        let key = &self.key;
        let head = format!(
            "{line} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {key}\r\n{headers}content-length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream
    }

    /// A new resumable upload; where it is.
    async fn resumable(&self, length: usize) -> String {
        let post = self.ask(Method::POST, "/upload/resumable").header("tus-resumable", "1.0.0");
        let metadata = "bucketName Yg==,objectName dXA=";
        let post = post.header("upload-length", length).header("upload-metadata", metadata);
        let answer = post.send().await.unwrap();
        assert!(answer.headers().contains_key("upload-expires"));
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    async fn offset(&self, location: &str) -> (u16, Option<String>) {
        let head = self.http.head(location).bearer_auth(&self.key).header("tus-resumable", "1.0.0");
        let answer = head.send().await.unwrap();
        let offset = answer.headers().get("upload-offset").map(|value| value.to_str().unwrap().to_owned());
        (answer.status().as_u16(), offset)
    }
}

/// Head and body of an answer of a known length.
async fn answer(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut byte = [0];
    while !text.ends_with("\r\n\r\n") {
        stream.read_exact(&mut byte).await.unwrap();
        text.push(byte[0].into());
    }
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).await.unwrap();
    text + std::str::from_utf8(&body).unwrap()
}

#[tokio::test]
async fn a_fault_is_for_the_requests_that_hold_its_text_and_so_many_of_them() {
    let server = Server::new().await;
    server.double.fail("PUT /object/b/an a", 2, Fault::Status(429));
    server.double.fail("PUT /object/b/an a", 1, Fault::Html(503));
    for (status, kind) in [
        (429, "application/json; charset=utf-8"),
        (429, "application/json; charset=utf-8"),
        (503, "text/html; charset=utf-8"),
        (200, "application/json; charset=utf-8"),
    ] {
        assert_eq!(server.put("other", b"x".into()).await.unwrap().status(), 200);
        let answer = server.put("an%20a", b"x".into()).await.unwrap();
        let said = (answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap());
        assert_eq!(said, (status, kind));
    }
    server.double.fail("PUT", 5, Fault::Status(500));
    assert_eq!(server.get("an%20a").await.status(), 200);
    assert_eq!(server.double.heal("PUT"), 5);
    assert_eq!(server.put("other", b"x".into()).await.unwrap().status(), 200);
}

#[tokio::test]
async fn an_answer_that_is_lost_was_given_and_one_that_breaks_was_not() {
    let server = Server::new().await;
    for (name, fault, there) in [("one", Fault::Break, 400), ("two", Fault::LoseAnswer, 200)] {
        server.double.fail(&format!("PUT /object/b/{name}"), 1, fault);
        assert!(server.put(name, b"x".into()).await.unwrap().bytes().await.is_err());
        assert_eq!(server.get(name).await.status(), there, "{fault:?}");
    }
}

#[tokio::test]
async fn an_answer_is_cut_in_the_middle_of_its_body() {
    let server = Server::new().await;
    let bytes: Vec<u8> = (0..=255).cycle().take(1_000_000).collect();
    server.put("a", bytes.clone()).await.unwrap();
    server.double.fail("GET /object/b/a", 1, Fault::CutAnswer(300_000));
    let mut answer = server.get("a").await;
    assert_eq!(answer.content_length(), Some(1_000_000));
    let mut came = Vec::new();
    let cut = loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => came.extend_from_slice(&chunk),
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    assert!(cut && came == bytes[..300_000], "{} bytes came", came.len());
    assert!(server.get("a").await.bytes().await.unwrap() == bytes);
}

#[tokio::test]
async fn a_delayed_answer_comes() {
    let server = Server::new().await;
    server.double.fail("PUT /object/b/a", 1, Fault::Delay(Duration::from_millis(200)));
    let start = Instant::now();
    assert_eq!(server.put("a", b"x".into()).await.unwrap().status(), 200);
    assert!(start.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn refusals_do_not_wait_for_the_payload_and_leave_the_connection_open() {
    let server = Server::new().await;
    server.put("taken", b"x".into()).await.unwrap();
    server.double.fail("POST /object/b/large", 1, Fault::Refuse(413));
    for (name, said) in [("taken", "KeyAlreadyExists"), ("large", "EntityTooLarge")] {
        let mut stream = server.begin(&format!("POST /object/b/{name}"), "", 3_000_000).await;
        let refusal = answer(&mut stream).await;
        assert!(refusal.contains(said) && !refusal.contains("connection: close"), "{refusal}");
        // taken in, though nobody will read it
        stream.write_all(&[7; 100_000]).await.unwrap();
        stream.flush().await.unwrap();
    }
    // what is small was read, and the connection serves the next request
    let mut stream = server.begin("POST /object/b/taken", "", 10).await;
    stream.write_all(b"0123456789GET /status HTTP/1.1\r\nhost: h\r\n\r\n").await.unwrap();
    assert!(answer(&mut stream).await.contains("KeyAlreadyExists"));
    assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn asking_how_far_an_upload_is_ends_the_part_that_is_arriving() {
    let server = Server::new().await;
    let location = server.resumable(1_000_000).await;
    let path = location.strip_prefix(server.double.url()).unwrap();
    let headers =
        "tus-resumable: 1.0.0\r\nupload-offset: 0\r\ncontent-type: application/offset+octet-stream\r\n";
    let mut stream = server.begin(&format!("PATCH {path}"), headers, 1_000_000).await;
    stream.write_all(&[7; 100_000]).await.unwrap();
    let part = tokio::spawn(async move { answer(&mut stream).await });
    let mut asked = server.offset(&location).await;
    // it may not have begun when it was asked about first
    while !part.is_finished() {
        asked = server.offset(&location).await;
    }
    let said = part.await.unwrap();
    assert!(said.starts_with("HTTP/1.1 204"), "{said}");
    assert!(said.contains(&format!("upload-offset: {}\r\n", asked.1.unwrap())), "{said}");
}

#[tokio::test]
async fn uploads_and_addresses_get_old() {
    let server = Server::new().await;
    server.put("a", b"x".into()).await.unwrap();
    let sign = server.ask(Method::POST, "/object/sign/b/a").json(&json!({"expiresIn": 60}));
    let signed: Value = sign.send().await.unwrap().json().await.unwrap();
    let address = format!("{}{}", server.double.url(), signed["signedURL"].as_str().unwrap());
    let location = server.resumable(3).await;
    assert_eq!(server.http.get(&address).send().await.unwrap().status(), 200);
    server.double.advance(Duration::from_secs(61));
    assert_eq!(server.http.get(&address).send().await.unwrap().status(), 400);
    assert_eq!(server.offset(&location).await, (200, Some("0".to_owned())));
    server.double.advance(DAY);
    assert_eq!(server.offset(&location).await, (410, None));
}
