//! The usual transport against servers of this test.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
};
use supabase_orm::http::{
    BoxFuture, HeaderValue, Method, Request, ReqwestTransport, Response, StatusCode, Transport,
    TransportError, header,
};

/// Answers every request by its path: `/to?<address>` with a redirect, all else with the path. Gives its address, and the
/// first lines of what it was asked.
fn server() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let first = lines.next().unwrap_or_default();
            lines.find(String::is_empty); // the end of the headers
            let target = first.split(' ').nth(1).unwrap_or_default();
            let answer = match target.strip_prefix("/to?") {
                Some(to) => format!("302 Found\r\nlocation: {to}\r\ncontent-length: 0"),
                None => "200 OK\r\ncontent-length: 0".to_owned(),
            };
            log.lock().unwrap().push(target.to_owned());
            write!(stream, "HTTP/1.1 {answer}\r\nconnection: close\r\n\r\n").unwrap();
        }
    });
    (address, asked)
}

fn get(base: &str, path: &str) -> Request {
    let mut request = Request::new(Method::GET, base, path);
    request.credentials.set(header::AUTHORIZATION, HeaderValue::from_static("Bearer t"));
    request
}

#[tokio::test]
async fn a_redirect_is_followed_within_one_origin_only() {
    let ((here, asked_here), (away, asked_away)) = (server(), server());
    let transport = ReqwestTransport::new().unwrap();
    let answer = transport.send(get(&here, "to?/there")).await.unwrap();
    assert_eq!(answer.status, StatusCode::OK);
    let answer = transport.send(get(&here, &format!("to?{away}secret"))).await.unwrap();
    assert_eq!(answer.status, StatusCode::FOUND);
    assert_eq!(asked_here.lock().unwrap().len(), 3);
    assert!(asked_away.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_client_of_the_callers_own_keeps_its_settings() {
    let (here, asked) = server();
    let none = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let transport = ReqwestTransport::from(none);
    let answer = transport.send(get(&here, "to?/there")).await.unwrap();
    assert_eq!((answer.status, asked.lock().unwrap().len()), (StatusCode::FOUND, 1));
}

/// Counts what goes through.
struct Counting(ReqwestTransport, Mutex<u32>);

impl Transport for Counting {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        *self.1.lock().unwrap() += 1;
        self.0.send(request)
    }
}

#[tokio::test]
async fn a_transport_may_stand_around_it() {
    let (here, asked) = server();
    let counting = Counting(ReqwestTransport::new().unwrap(), Mutex::new(0));
    counting.send(get(&here, "a")).await.unwrap();
    counting.send(get(&here, "b")).await.unwrap();
    assert_eq!((*counting.1.lock().unwrap(), asked.lock().unwrap().join(" ")), (2, "/a /b".to_owned()));
}
