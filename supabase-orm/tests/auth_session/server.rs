//! An Auth server in memory, with the rotation of refresh tokens as the real one has it: the newest token and its parent work,
//! older ones do not.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use supabase_orm::{
    Client, ClientBuilder,
    auth::{Clock, Session, StoredSession},
    http::{BoxFuture, Phase, Request, Response, Transport, TransportError},
};

/// What goes wrong with one refresh.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fault {
    Status(u16, &'static str),
    Break,
}

#[derive(Default)]
struct State {
    /// the newest refresh token has this number
    newest: u64,
    refreshes: usize,
    faults: VecDeque<Fault>,
    /// bearer of each request to the database
    bearers: Vec<String>,
    /// how long a refresh takes
    slow: Duration,
}

#[derive(Clone, Default)]
pub(crate) struct Server(Arc<Mutex<State>>);

pub(crate) const LIFETIME: u64 = 3600;

pub(crate) fn tokens(number: u64) -> serde_json::Value {
    serde_json::json!({
        "access_token": format!("t0p-access-{number}"), "refresh_token": format!("t0p-refresh-{number}"),
        "token_type": "bearer", "expires_in": LIFETIME,
        "user": {"id": "11111111-1111-1111-1111-111111111111", "aud": "authenticated", "email": "ann@example.com"},
    })
}

pub(crate) fn session(number: u64) -> Session {
    serde_json::from_value(tokens(number)).unwrap()
}

/// A session that ended long ago.
pub(crate) fn expired(number: u64) -> StoredSession {
    StoredSession::new(session(number), Some(0))
}

impl Server {
    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder("http://h", "key").transport(self.clone()).retry(false)
    }

    pub(crate) fn refreshes(&self) -> usize {
        self.0.lock().unwrap().refreshes
    }

    pub(crate) fn bearers(&self) -> Vec<String> {
        self.0.lock().unwrap().bearers.clone()
    }

    pub(crate) fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        self.0.lock().unwrap().faults.extend(faults);
    }

    pub(crate) fn slow(&self, time: Duration) {
        self.0.lock().unwrap().slow = time;
    }

    /// Everyone is signed out.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap().newest += 1000;
    }

    fn refresh(&self, body: &[u8]) -> Result<Response, TransportError> {
        let mut state = self.0.lock().unwrap();
        state.refreshes += 1;
        match state.faults.pop_front() {
            Some(Fault::Break) => return Err(TransportError::new(Phase::Exchange, "cut")),
            Some(Fault::Status(status, body)) => return Ok(Response::new(status, body)),
            None => {}
        }
        let body: serde_json::Value = serde_json::from_slice(body).unwrap();
        let given =
            body["refresh_token"].as_str().unwrap().rsplit('-').next().unwrap().parse::<u64>().unwrap();
        if given == state.newest {
            state.newest += 1;
        } else if given + 1 != state.newest {
            let refusal =
                r#"{"code":"refresh_token_already_used","message":"Invalid Refresh Token: Already Used"}"#;
            return Ok(Response::new(400, refusal));
        }
        Ok(Response::new(200, tokens(state.newest).to_string()))
    }
}

impl Transport for Server {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            if request.url.contains("grant_type=refresh_token") {
                let slow = self.0.lock().unwrap().slow;
                tokio::time::sleep(slow).await;
                return self.refresh(request.body.as_bytes());
            }
            if request.url.contains("/auth/v1/token") {
                return Ok(Response::new(200, tokens(self.0.lock().unwrap().newest).to_string()));
            }
            if request.url.contains("/auth/v1/logout") {
                return Ok(Response::new(204, ""));
            }
            let bearer = request.credentials.text("authorization").unwrap_or_default().to_owned();
            self.0.lock().unwrap().bearers.push(bearer);
            Ok(Response::new(200, "[]"))
        })
    }
}

/// A clock of the day that a test sets; the steady one is tokio's, which a test pauses.
#[derive(Clone)]
pub(crate) struct TestClock(Arc<AtomicU64>);

impl TestClock {
    pub(crate) fn at(seconds: u64) -> Self {
        Self(Arc::new(AtomicU64::new(seconds)))
    }

    pub(crate) fn set(&self, seconds: u64) {
        self.0.store(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}
