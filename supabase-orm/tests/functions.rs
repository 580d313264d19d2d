//! Calls of functions: what is sent, and what is made of the answers.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use bytes::Bytes;
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use supabase_orm::{
    Client,
    error::ErrorKind,
    functions::Region,
    http::{
        BoxFuture, Chunks, HeaderName, HeaderValue, Method, Phase, Request, Response, ResponseBody,
        Transport, TransportError,
    },
};

/// Keeps what it is sent, and answers the same each time.
#[derive(Clone)]
struct Server {
    seen: Arc<Mutex<Vec<Request>>>,
    answer: Arc<dyn Fn() -> Response + Send + Sync>,
    slow: Duration,
}

impl Server {
    fn new(answer: impl Fn() -> Response + Send + Sync + 'static) -> Self {
        Self { seen: Arc::default(), answer: Arc::new(answer), slow: Duration::ZERO }
    }

    fn client(&self) -> Client {
        Client::builder("http://h", "anon-key").transport(self.clone()).build().unwrap()
    }

    fn sent(&self) -> Request {
        self.seen.lock().unwrap().pop().unwrap()
    }
}

impl Transport for Server {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            self.seen.lock().unwrap().push(request);
            tokio::time::sleep(self.slow).await;
            Ok((self.answer)())
        })
    }
}

/// A body in pieces, which may break off.
struct Pieces(Vec<Result<&'static str, ()>>);

impl Chunks for Pieces {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let next = if self.0.is_empty() { None } else { Some(self.0.remove(0)) };
        Box::pin(async move {
            match next {
                None => Ok(None),
                Some(Ok(text)) => Ok(Some(Bytes::from_static(text.as_bytes()))),
                Some(Err(())) => Err(TransportError::new(Phase::Exchange, "cut")),
            }
        })
    }
}

fn in_pieces(pieces: &'static [Result<&'static str, ()>]) -> Response {
    Response { body: ResponseBody::from_chunks(Pieces(pieces.to_vec())), ..Response::new(200, "") }
}

fn of_relay(status: u16) -> Response {
    let header = (HeaderName::from_static("x-relay-error"), HeaderValue::from_static("true"));
    Response::new(status, "no such function").with_header(header.0, header.1)
}

#[tokio::test]
async fn a_call_is_a_post_with_what_it_is_given() {
    let server = Server::new(|| Response::new(200, r#"{"a":1}"#));
    let functions = server.client().functions();
    let answer: Value =
        functions.invoke("f").json(&json!({"n": 1})).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer, json!({"a": 1}));
    let sent = server.sent();
    assert_eq!((sent.method, sent.url.as_str()), (Method::POST, "http://h/functions/v1/f"));
    assert_eq!(sent.headers.text("content-type"), Some("application/json"));
    assert_eq!(sent.credentials.text("authorization"), Some("Bearer anon-key"));
    assert_eq!(sent.body.as_bytes(), br#"{"n":1}"#);
    let kinds = [
        (functions.invoke("f").text("t"), "text/plain", "t"),
        (functions.invoke("f").bytes("b"), "application/octet-stream", "b"),
        (
            functions.invoke("f").form([("a", "1 2"), ("b", "&")]),
            "application/x-www-form-urlencoded",
            "a=1+2&b=%26",
        ),
        (functions.invoke("f").header("content-type", "x/y").json("j"), "x/y", "\"j\""),
        (functions.invoke("f").json("j").header("content-type", "x/y"), "x/y", "\"j\""),
        // the last body is the one that is sent, and its type with it
        (functions.invoke("f").json("j").text("t"), "text/plain", "t"),
    ];
    for (call, kind, body) in kinds {
        call.send().await.unwrap().bytes().await.unwrap();
        let sent = server.sent();
        assert_eq!((sent.headers.text("content-type"), sent.body.as_bytes()), (Some(kind), body.as_bytes()));
    }
    functions.invoke("f").send().await.unwrap().text().await.unwrap();
    assert_eq!(server.sent().headers.text("content-type"), None);
}

#[tokio::test]
async fn every_method_reaches_the_function() {
    let server = Server::new(|| Response::new(204, ""));
    for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::HEAD] {
        let call = server.client().functions().invoke("f").method(method.clone()).send().await.unwrap();
        assert_eq!((call.status().as_u16(), call.bytes().await.unwrap().len()), (204, 0));
        assert_eq!(server.sent().method, method);
    }
}

#[tokio::test]
async fn a_region_is_of_the_client_or_of_the_call() {
    let server = Server::new(|| Response::new(200, ""));
    let builder = Client::builder("http://h", "k").transport(server.clone());
    let functions = builder.functions_region(Region::EU_WEST_3).build().unwrap().functions();
    let _ = functions.invoke("f").query("x", "1 2").send().await.unwrap();
    let sent = server.sent();
    assert_eq!(sent.url, "http://h/functions/v1/f?x=1+2&forceFunctionRegion=eu-west-3");
    assert_eq!(sent.headers.text("x-region"), Some("eu-west-3"));
    let _ = functions.invoke("f").region(Region::ANY).send().await.unwrap();
    let sent = server.sent();
    assert_eq!((sent.url.as_str(), sent.headers.text("x-region")), ("http://h/functions/v1/f", None));
    let _ = functions.invoke("f").region(Region::new("mars-1")).send().await.unwrap();
    assert_eq!(server.sent().headers.text("x-region"), Some("mars-1"));
    assert!(functions.invoke("f").region(Region::new("a\nb")).send().await.unwrap_err().is_not_sent());
}

#[tokio::test]
async fn a_name_stays_a_name() {
    let server = Server::new(|| Response::new(200, ""));
    let functions = server.client().functions();
    for (name, url) in [("hello/sub/7", "hello/sub/7"), ("hé llo", "h%C3%A9%20llo"), ("a%2Fb", "a%252Fb")] {
        let _ = functions.invoke(name).send().await.unwrap();
        assert_eq!(server.sent().url, format!("http://h/functions/v1/{url}"));
    }
    for name in ["", "/f", "f/", "a//b", "..", "../rest/v1/planets", "a/./b", "f?x=1", "f#x", "a\\b"] {
        let e = functions.invoke(name).send().await.unwrap_err();
        assert!(e.is_not_sent(), "{name}");
    }
    assert!(functions.invoke("f").header("a b", "c").send().await.unwrap_err().is_not_sent());
    assert!(server.seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_new_kind_of_key_is_no_token() {
    let server = Server::new(|| Response::new(200, ""));
    for key in ["sb_publishable_abc", "sb_secret_abc"] {
        let client = Client::builder("http://h", key).transport(server.clone()).build().unwrap();
        let _ = client.functions().invoke("f").send().await.unwrap();
        let sent = server.sent();
        assert_eq!(
            (sent.credentials.text("authorization"), sent.credentials.text("apikey")),
            (None, Some(key))
        );
        let _ = client.as_user("a.b.c").functions().invoke("f").send().await.unwrap();
        assert_eq!(server.sent().credentials.text("authorization"), Some("Bearer a.b.c"));
    }
    let own = server.client().functions().invoke("f").header("Authorization", "Bearer other");
    assert!(!format!("{own:?}").contains("other"));
    let _ = own.header("apikey", "k2").send().await.unwrap();
    let sent = server.sent();
    assert_eq!(sent.headers.text("authorization"), Some("Bearer other"));
    assert_eq!((sent.credentials.get("authorization"), sent.credentials.get("apikey")), (None, None));
}

#[tokio::test]
async fn a_refusal_keeps_its_body_and_says_whose_it_is() {
    let cases: [(u16, &'static str, Option<&str>); 6] = [
        (400, r#"{"error":"bad input"}"#, Some("bad input")),
        (
            404,
            r#"{"code":"NOT_FOUND","message":"Requested function was not found"}"#,
            Some("Requested function was not found"),
        ),
        (400, r#"["x"]"#, Some(r#"["x"]"#)),
        (500, "Internal Server Error", Some("Internal Server Error")),
        (422, r#"{"other":1}"#, None),
        (503, "", None),
    ];
    for (status, body, message) in cases {
        let server = Server::new(move || Response::new(status, body));
        let e = server.client().functions().invoke("f").send().await.unwrap_err();
        let ErrorKind::Function(refusal) = e.kind() else { panic!("{e:?}") };
        assert_eq!((refusal.status.as_u16(), refusal.relay), (status, false));
        assert_eq!((refusal.message().as_deref(), &refusal.body[..]), (message, body.as_bytes()));
        assert_eq!((e.status().unwrap().as_u16(), e.path()), (status, Some("functions/f")));
        assert_eq!(server.seen.lock().unwrap().len(), 1, "nothing is sent twice");
    }
    // the relay counts before the status
    for status in [200, 502] {
        let server = Server::new(move || of_relay(status));
        let e = server.client().functions().invoke("f").send().await.unwrap_err();
        assert!(matches!(e.kind(), ErrorKind::Function(refusal) if refusal.relay), "{e}");
        assert!(e.to_string().contains("not reached"), "{e}");
    }
}

#[tokio::test]
async fn what_is_no_json_is_an_error_with_its_place() {
    let server = Server::new(|| Response::new(200, "not json"));
    let e = server.client().functions().invoke("f").send().await.unwrap().json::<Value>().await.unwrap_err();
    assert!(e.is_decode() && e.path() == Some("functions/f"), "{e}");
}

#[tokio::test]
async fn a_body_arrives_in_pieces_and_events() {
    let sse: &'static [Result<&str, ()>] =
        &[Ok("data: a\nda"), Ok("ta: b\n\nevent: end\nid: 7\nretry: 10\ndata\n\n")];
    let server = Server::new(|| in_pieces(sse));
    let mut answer = server.client().functions().invoke("f").send().await.unwrap();
    assert_eq!(answer.chunk().await.unwrap().unwrap(), "data: a\nda");
    let mut events = server.client().functions().invoke("f").send().await.unwrap().events();
    let first = events.next().await.unwrap().unwrap();
    assert_eq!((first.event.as_str(), first.data.as_str()), ("message", "a\nb"));
    let second = events.next().await.unwrap().unwrap();
    assert_eq!(
        (second.event.as_str(), second.id.as_str(), second.retry),
        ("end", "7", Some(Duration::from_millis(10)))
    );
    assert!(events.next().await.is_none() && events.next().await.is_none());
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_an_error_and_not_its_end() {
    let server = Server::new(|| in_pieces(&[Ok("data: a\n\n"), Err(())]));
    let mut events = server.client().functions().invoke("f").send().await.unwrap().events();
    assert_eq!(events.next().await.unwrap().unwrap().data, "a");
    assert!(events.next().await.unwrap().unwrap_err().is_transport());
    assert!(events.next().await.is_none());
    let whole = server.client().functions().invoke("f").send().await.unwrap().bytes().await;
    assert!(whole.unwrap_err().is_transport());
}

#[tokio::test(start_paused = true)]
async fn a_call_takes_no_longer_than_its_timeout() {
    let server = Server { slow: Duration::from_secs(7), ..Server::new(|| Response::new(200, "")) };
    let functions = server.client().functions();
    let e = functions.invoke("f").timeout(Duration::from_secs(5)).send().await.unwrap_err();
    assert!(e.is_timeout() && e.path() == Some("functions/f"));
    let _ = functions.invoke("f").timeout(Duration::from_secs(9)).send().await.unwrap();
}
