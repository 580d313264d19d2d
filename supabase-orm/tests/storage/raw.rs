//! HTTP by hand: what a real server does not do when it is asked to.

use std::collections::HashMap;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// The head of a request, and what of its body came with it.
pub(crate) struct Head {
    pub(crate) line: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) rest: Vec<u8>,
}

impl Head {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.header(name)?.parse().ok()
    }
}

/// `None` if the connection was closed.
pub(crate) async fn head(stream: &mut TcpStream) -> Option<Head> {
    let mut bytes = Vec::new();
    let end = loop {
        let mut piece = [0; 4096];
        let n = stream.read(&mut piece).await.ok()?;
        if n == 0 {
            return None;
        }
        bytes.extend_from_slice(&piece[..n]);
        if let Some(at) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break at;
        }
    };
    let text = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = text.split("\r\n");
    let line = lines.next()?.to_owned();
    let headers =
        lines.filter_map(|l| l.split_once(": ")).map(|(n, v)| (n.to_lowercase(), v.to_owned())).collect();
    Some(Head { line, headers, rest: bytes[end + 4..].to_vec() })
}

/// The whole body, by its length or in chunks.
pub(crate) async fn body(stream: &mut TcpStream, head: &mut Head) -> Vec<u8> {
    let mut body = std::mem::take(&mut head.rest);
    let mut piece = vec![0; 64 * 1024];
    match head.number("content-length") {
        Some(length) => {
            while body.len() < usize::try_from(length).unwrap() {
                match stream.read(&mut piece).await {
                    Ok(n) if n > 0 => body.extend_from_slice(&piece[..n]),
                    _ => break,
                }
            }
            body
        }
        None if head.header("transfer-encoding") == Some("chunked") => {
            while !body.ends_with(b"0\r\n\r\n") {
                match stream.read(&mut piece).await {
                    Ok(n) if n > 0 => body.extend_from_slice(&piece[..n]),
                    _ => break,
                }
            }
            unchunked(&body)
        }
        None => body,
    }
}

fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    while let Some(at) = body.windows(2).position(|w| w == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&body[..at]).unwrap(), 16).unwrap();
        all.extend_from_slice(&body[at + 2..at + 2 + length]);
        body = &body[at + 2 + length + 2..];
        if length == 0 {
            break;
        }
    }
    all
}

pub(crate) async fn answer(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(body).await;
}

/// Starts a server; each connection is handled by `serve`.
pub(crate) async fn serve<F: Future<Output = ()> + Send + 'static>(
    serve: impl Fn(TcpStream) -> F + Send + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    url
}
