//! Requests, byte for byte as they were recorded: other clients correct their paths.

use http_body_util::{BodyExt as _, Full, combinators::BoxBody};
use hyper::{
    HeaderMap, Request,
    body::{Body, Bytes, Frame},
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// What is sent.
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) payload: Vec<u8>,
}

/// A body that does not know its length.
struct Endless(Full<Bytes>);

impl Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Pin::new(&mut self.0).poll_frame(context)
    }
}

/// What came back.
pub(crate) struct Came {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Sends each request over a connection of its own: some are refused unread.
pub(crate) async fn send(url: &str, sent: Sent) -> Came {
    let client: Client<HttpConnector, BoxBody<Bytes, Infallible>> =
        Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build_http();
    let is_chunked = sent.headers.iter().any(|(name, _)| name == "transfer-encoding");
    let mut request = Request::builder().method(&*sent.method).uri(format!("{url}{}", sent.target));
    for (name, value) in sent.headers.iter().filter(|(name, _)| name != "transfer-encoding") {
        request = request.header(name, value);
    }
    let whole = Full::new(Bytes::from(sent.payload));
    let body = match is_chunked {
        true => Endless(whole).boxed(),
        false => whole.boxed(),
    };
    let answer = client.request(request.body(body).unwrap()).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Came { status: parts.status.as_u16(), headers: parts.headers, body }
}

/// Begins a request of that length, and breaks it off behind the payload.
pub(crate) async fn break_off(url: &str, sent: Sent, length: usize) {
    let host = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let mut head = format!("{} {} HTTP/1.1\r\nhost: {host}\r\n", sent.method, sent.target);
    for (name, value) in sent.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("content-length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&sent.payload).await.unwrap();
    stream.shutdown().await.unwrap();
    // until the server is done with it
    let _ = stream.read_to_end(&mut Vec::new()).await;
}
