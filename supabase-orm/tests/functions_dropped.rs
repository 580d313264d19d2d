//! A call of a function that nobody waits for any more ends at the server.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use std::time::Duration;
use supabase_orm::Client;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::mpsc,
    time::timeout,
};

/// What a server sees of a call.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    /// its head has come
    Asked,
    /// the connection was closed
    Closed,
}

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

/// A server of one call, which answers with this and never comes to an end.
async fn server(answer: String) -> (Client, mpsc::UnboundedReceiver<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::new(&format!("http://{}", listener.local_addr().unwrap()), "key").unwrap();
    let (tell, seen) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (mut head, mut piece) = (Vec::new(), [0; 1024]);
        while !head.windows(4).any(|end| end == b"\r\n\r\n") {
            let n = stream.read(&mut piece).await.unwrap();
            assert!(n > 0, "closed too soon");
            head.extend_from_slice(&piece[..n]);
        }
        tell.send(Seen::Asked).unwrap();
        stream.write_all(answer.as_bytes()).await.unwrap();
        // the payload may come yet, and then nothing but the end of the connection
        while matches!(stream.read(&mut piece).await, Ok(n) if n > 0) {}
        tell.send(Seen::Closed).unwrap();
    });
    (client, seen)
}

fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

/// What the server sees next; the limit only ends a test that fails.
async fn next(seen: &mut mpsc::UnboundedReceiver<Seen>) -> Seen {
    let came = timeout(Duration::from_secs(10), seen.recv()).await;
    came.unwrap_or_else(|_| panic!("the server still waits")).unwrap()
}

#[tokio::test]
async fn a_call_that_is_dropped_before_its_answer_ends_at_the_server() {
    let (client, mut seen) = server(String::new()).await;
    let call = tokio::spawn(client.functions().invoke("slow").text("work").send());
    assert_eq!(next(&mut seen).await, Seen::Asked);
    call.abort();
    assert_eq!(next(&mut seen).await, Seen::Closed);
    assert!(call.await.unwrap_err().is_cancelled());
}

#[tokio::test]
async fn an_answer_that_is_dropped_ends_at_the_server() {
    let (client, mut seen) = server(format!("{HEAD}{}", chunk("some"))).await;
    let mut answer = client.functions().invoke("endless").send().await.unwrap();
    assert_eq!(answer.chunk().await.unwrap().unwrap(), "some");
    assert_eq!(next(&mut seen).await, Seen::Asked);
    assert!(seen.try_recv().is_err(), "it goes on while somebody reads");
    drop(answer);
    assert_eq!(next(&mut seen).await, Seen::Closed);
}

#[tokio::test]
async fn events_that_are_dropped_end_at_the_server() {
    let (client, mut seen) = server(format!("{HEAD}{}", chunk("data: one\n\n"))).await;
    let mut events = client.functions().invoke("events").send().await.unwrap().events();
    assert_eq!(events.next().await.unwrap().unwrap().data, "one");
    assert_eq!(next(&mut seen).await, Seen::Asked);
    assert!(seen.try_recv().is_err(), "it goes on while somebody reads");
    drop(events);
    assert_eq!(next(&mut seen).await, Seen::Closed);
}

#[tokio::test]
async fn a_body_that_is_being_read_ends_at_the_server_with_its_future() {
    let (client, mut seen) = server(format!("{HEAD}{}", chunk("some"))).await;
    let call = tokio::spawn(async move { client.functions().invoke("endless").send().await?.bytes().await });
    assert_eq!(next(&mut seen).await, Seen::Asked);
    call.abort();
    assert_eq!(next(&mut seen).await, Seen::Closed);
}
