//! `database.configuration.*`

use super::Planet;
use crate::{
    recorder::Recorder,
    world::{db, stack},
};
use serde_json::json;
use std::{
    error::Error as StdError,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};
use supabase_orm::{
    AccessToken, AccessTokenProvider, Client, Result, Table,
    http::{BoxFuture, HeaderValue, Request, Response, Transport, TransportError, header::RETRY_AFTER},
};

capabilities! {
    "database.configuration.access_token": access_token,
    "database.configuration.auto_retry": auto_retry,
    "database.configuration.request_timeout": request_timeout,
}

/// Each user sees the own rows only.
#[derive(Debug, Table)]
#[table(name = "diaries", schema = "capabilities")]
struct Diary {
    #[table(key)]
    id: i64,
    owner: String,
    body: String,
}

/// A source of tokens that is down.
struct Down;
impl AccessTokenProvider for Down {
    fn access_token(&self) -> BoxFuture<'_, Result<Option<AccessToken>, Box<dyn StdError + Send + Sync>>> {
        Box::pin(async { Err("the session store is down".into()) })
    }
}

async fn access_token() {
    let bodies = |db: &Client| db.from::<Diary>().columns(|d| d.body).order(|d| d.id.asc()).execute();
    let token = |sub: &str| stack().jwt(json!({"role": "authenticated", "sub": sub})).unwrap();
    let project = Client::new(stack().url(), stack().publishable_key()).unwrap();
    let (ann, bob) = (project.as_user(token("ann")), project.as_user(token("bob")));
    assert_eq!(bodies(&ann).await.unwrap(), ["of Ann"]);
    assert_eq!(bodies(&bob).await.unwrap(), ["of Bob"]);
    // the handle they come from is nobody still
    assert_eq!(bodies(&project).await.unwrap(), [""; 0]);
    let fault = bodies(&db().with_access_tokens(Down)).await.unwrap_err();
    assert!(fault.is_not_sent(), "{fault}");
}

/// Answers 503 at first.
#[derive(Clone, Default)]
struct Busy {
    asked: Arc<AtomicU32>,
    server: Recorder,
}
impl Transport for Busy {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % 3 < 2 {
            let now = HeaderValue::from_static("0");
            let busy = Response::new(503, "{}").with_header(RETRY_AFTER, now);
            return Box::pin(async { Ok(busy) });
        }
        self.server.send(request)
    }
}

async fn auto_retry() {
    let busy = Busy::default();
    let client =
        Client::builder(stack().url(), stack().secret_key()).transport(busy.clone()).build().unwrap();
    let names = || client.from::<Planet>().columns(|p| p.name).filter(|p| p.id.eq(2));
    assert_eq!(names().await.unwrap(), [Some("Earth".to_owned())]);
    assert_eq!(busy.asked.load(Ordering::Relaxed), 3);
    // for one query, and for a client
    assert_eq!(names().retry(false).await.unwrap_err().status().unwrap().as_u16(), 503);
    assert_eq!(busy.asked.load(Ordering::Relaxed), 4);
    let never = Client::builder(stack().url(), stack().secret_key()).retry(false).transport(busy.clone());
    assert!(never.build().unwrap().from::<Planet>().select().await.unwrap_err().is_temporary());
    assert_eq!(busy.asked.load(Ordering::Relaxed), 5);
}

async fn request_timeout() {
    let hurried = Client::builder(stack().url(), stack().secret_key()).timeout(Duration::from_millis(200));
    let hurried = hurried.schema("capabilities").build().unwrap();
    let began = Instant::now();
    let fault = hurried.call("nap", &json!({"seconds": 5})).await.unwrap_err();
    assert!(fault.is_timeout() && began.elapsed() < Duration::from_secs(4), "{fault}");
    assert_eq!(hurried.call("nap", &json!({"seconds": 0})).await.unwrap(), "rested");
}
