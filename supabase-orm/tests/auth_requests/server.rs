//! A server that gives the answers of a script, in their order, and keeps what it was sent.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use supabase_orm::{
    Client,
    auth::{Flow, MemoryStore, Session, SessionStore, StoredSession},
    http::{BoxFuture, Request, Response, Transport, TransportError},
};

pub(crate) const ID: &str = "11111111-2222-4333-8444-555555555555";
pub(crate) const OTHER_ID: &str = "99999999-2222-4333-8444-555555555555";

#[derive(Clone, Default)]
pub(crate) struct Server {
    answers: Arc<Mutex<VecDeque<Response>>>,
    seen: Arc<Mutex<Vec<String>>>,
    slow: bool,
}

impl Server {
    pub(crate) fn new(answers: impl IntoIterator<Item = (u16, Value)>) -> Self {
        let answers = answers.into_iter().map(|(status, body)| Response::new(status, body.to_string()));
        Self::answering(answers)
    }

    pub(crate) fn answering(answers: impl IntoIterator<Item = Response>) -> Self {
        Self { answers: Arc::new(Mutex::new(answers.into_iter().collect())), ..Self::default() }
    }

    /// One good answer.
    pub(crate) fn one(answer: Value) -> Self {
        Self::new([(200, answer)])
    }

    /// The same, which takes its time.
    pub(crate) fn slow(self) -> Self {
        Self { slow: true, ..self }
    }

    pub(crate) fn then(&self, status: u16, body: &Value) {
        self.answers.lock().unwrap().push_back(Response::new(status, body.to_string()));
    }

    pub(crate) fn client(&self) -> Client {
        Client::builder("http://h", "key").transport(self.clone()).auth_flow(Flow::Implicit).build().unwrap()
    }

    /// A client with codes in links.
    pub(crate) fn pkce_client(&self) -> Client {
        Client::builder("http://h", "key").transport(self.clone()).build().unwrap()
    }

    /// A client at which someone is signed in.
    pub(crate) async fn signed_in(&self, session: Value) -> Client {
        let store = MemoryStore::default();
        let session: Session = serde_json::from_value(session).unwrap();
        store.save(Some(StoredSession::new(session, None))).await.unwrap();
        let builder = Client::builder("http://h", "key").transport(self.clone()).session_store(store);
        builder.auth_flow(Flow::Implicit).build().unwrap()
    }

    /// What it was sent: method, path and query, who, body.
    pub(crate) fn seen(&self) -> Vec<String> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

impl Transport for Server {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let path = request.url.strip_prefix("http://h/auth/v1/").unwrap_or(&request.url);
            let who = request.credentials.text("authorization").unwrap_or("nobody");
            let body = String::from_utf8_lossy(request.body.as_bytes()).into_owned();
            let line = format!("{} {path} | {} | {body}", request.method, name(who));
            self.seen.lock().unwrap().push(line.trim_end_matches(" | ").to_owned());
            assert_eq!(request.headers.text("x-supabase-api-version"), Some("2024-01-01"));
            if self.slow {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Ok(self.answers.lock().unwrap().pop_front().unwrap_or_else(|| Response::new(500, "no answer")))
        })
    }
}

fn name(bearer: &str) -> &str {
    match bearer.strip_prefix("Bearer ") {
        Some(token) if token.contains('.') => "user",
        Some(token) => token,
        None => bearer,
    }
}

/// A token that nobody has signed.
pub(crate) fn jwt(claims: &Value) -> String {
    let part = |json: &Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
    format!("{}.{}.c2ln", part(&json!({"alg": "HS256"})), part(claims))
}

pub(crate) fn user() -> Value {
    json!({"id": ID, "aud": "authenticated", "role": "authenticated", "email": "ann@example.com"})
}

pub(crate) fn session_with(claims: &Value) -> Value {
    json!({
        "access_token": jwt(claims), "refresh_token": "r", "token_type": "bearer", "expires_in": 3600,
        "expires_at": 9_999_999_999_u64, "user": user(),
    })
}

pub(crate) fn session() -> Value {
    session_with(&json!({"sub": ID, "aal": "aal1"}))
}
