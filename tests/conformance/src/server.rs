//! A server that records what it is asked and answers what it is told.

use crate::case::{Answer, Body};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// What one request was.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Bytes,
}

#[derive(Default)]
struct State {
    answers: VecDeque<Answer>,
    seen: Vec<Seen>,
    other_url: String,
}

pub(crate) struct Server {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
    tasks: [JoinHandle<()>; 2],
}

impl Server {
    pub(crate) async fn start(answers: &[Answer]) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        // another origin, where redirects lead
        let other = TcpListener::bind("127.0.0.1:0").await?;
        let other_url = format!("http://{}", other.local_addr()?);
        let state = Arc::new(Mutex::new(State {
            answers: answers.iter().cloned().collect(),
            seen: Vec::new(),
            other_url,
        }));
        let tasks = [listener, other].map(|listener| tokio::spawn(accept(listener, state.clone())));
        Ok(Self { url, state, tasks })
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).seen.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let state = state.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(state.clone(), request));
            // a dropped connection is an error of the service, and what the case wants
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    state: Arc<Mutex<State>>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, String> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(|e| e.to_string())?.to_bytes();
    let text = |v: &hyper::header::HeaderValue| String::from_utf8_lossy(v.as_bytes()).into_owned();
    let seen_host = head.headers.get("host").map(text);
    let seen = Seen {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers.iter().map(|(n, v)| (n.to_string(), text(v))).collect(),
        body,
    };
    let (answer, other_url) = {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.seen.push(seen);
        (state.answers.pop_front(), state.other_url.clone())
    };
    let answer = answer.ok_or("no answer is left")?;
    // where the answer names the server itself, that is this one
    let host = seen_host.map(|host| format!("http://{host}")).unwrap_or_default();
    if answer.drop_connection {
        return Err("dropped".to_owned());
    }
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        // this server counts for itself
        if !matches!(name.to_lowercase().as_str(), "content-length" | "transfer-encoding" | "connection") {
            response = response.header(name, value.replace("{{other_url}}", &other_url).as_str());
        }
    }
    let body = answer.body.map(|body| bytes(body, &host)).unwrap_or_default();
    response.body(Full::from(body)).map_err(|e| e.to_string())
}

fn bytes(body: Body, host: &str) -> Bytes {
    match (body.kind.as_str(), body.value) {
        ("base64", Value::String(text)) => STANDARD.decode(text).unwrap_or_default().into(),
        ("json", value) => placed(&value.to_string(), host).into(),
        (_, Value::String(text)) => placed(&text, host).into(),
        (_, other) => placed(&other.to_string(), host).into(),
    }
}

fn placed(text: &str, host: &str) -> String {
    text.replace("{{base_url}}", host).replace("http://{{base_host}}", host)
}
