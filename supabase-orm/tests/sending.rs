//! How requests go out: retries, timeouts, credentials; against a scripted transport and a paused clock.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]
#![expect(dead_code, reason = "rows are selected, not read")]

use std::{
    collections::VecDeque,
    error::Error as StdError,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use supabase_orm::{
    AccessToken, AccessTokenProvider, Client, ClientBuilder, Table,
    http::{BoxFuture, Phase, Request, Response, Transport, TransportError},
};
use tokio::time::Instant;

#[derive(Debug, Table)]
#[table(name = "planets")]
struct Planet {
    #[table(key, generated)]
    id: i64,
}

/// What the server does with one request.
enum Step {
    Answer(u16),
    Later(u16, &'static str),
    Break(Phase),
    Hang,
}
use Step::{Answer, Break, Hang, Later};

#[derive(Clone, Default)]
struct Script {
    steps: Arc<Mutex<VecDeque<Step>>>,
    seen: Arc<Mutex<Vec<(Instant, Request)>>>,
    cancelled: Arc<AtomicUsize>,
}

impl Script {
    fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { steps: Arc::new(Mutex::new(steps.into_iter().collect())), ..Self::default() }
    }
    fn builder(&self) -> ClientBuilder {
        Client::builder("http://h", "key").transport(self.clone())
    }
    fn client(&self) -> Client {
        self.builder().build().unwrap()
    }
    fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
    /// The header of every request, in their order.
    fn header(&self, name: &str) -> Vec<Option<String>> {
        let text = |r: &Request| r.headers.text(name).or_else(|| r.credentials.text(name)).map(str::to_owned);
        self.seen.lock().unwrap().iter().map(|(_, r)| text(r)).collect()
    }
    /// Between one request and the next.
    fn waits(&self) -> Vec<Duration> {
        self.seen.lock().unwrap().windows(2).map(|w| w[1].0 - w[0].0).collect()
    }
}

/// Counts a request that was given up.
struct OnDrop(Option<Arc<AtomicUsize>>);
impl Drop for OnDrop {
    fn drop(&mut self) {
        if let Some(count) = self.0.take() {
            count.fetch_add(1, Ordering::SeqCst);
        }
    }
}

impl Transport for Script {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            self.seen.lock().unwrap().push((Instant::now(), request));
            let step = self.steps.lock().unwrap().pop_front().unwrap_or(Answer(200));
            let mut given_up = OnDrop(Some(self.cancelled.clone()));
            let answer = match step {
                Answer(status) => Ok(Response::new(status, "[]")),
                Later(status, after) => Ok(Response::new(status, "[]")
                    .with_header("retry-after".parse().unwrap(), after.parse().unwrap())),
                Break(phase) => Err(TransportError::new(phase, "broken")),
                Hang => std::future::pending().await,
            };
            given_up.0 = None;
            answer
        })
    }
}

#[tokio::test(start_paused = true)]
async fn reads_are_tried_four_times() {
    for steps in [
        [Answer(503), Answer(520), Break(Phase::Exchange)],
        [Break(Phase::Connect), Answer(503), Answer(503)],
    ] {
        let script = Script::new(steps);
        script.client().from::<Planet>().select().await.unwrap();
        assert_eq!(
            script.header("x-retry-count"),
            [None, Some("1".into()), Some("2".into()), Some("3".into())]
        );
        for (n, wait) in (0..).zip(script.waits()) {
            assert!(wait <= Duration::from_secs(1 << n) + Duration::from_millis(2), "{n}: {wait:?}");
        }
    }
    let script = Script::new((0..9).map(|_| Answer(503)));
    let fault = script.client().from::<Planet>().select().await.unwrap_err();
    assert_eq!((script.count(), fault.status().unwrap().as_u16()), (4, 503));
    let head = Script::new([Answer(503)]);
    head.client().from::<Planet>().select().head(supabase_orm::Count::Exact).await.unwrap();
    assert_eq!(head.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn other_answers_are_final() {
    for status in [400, 401, 404, 429, 500, 502, 504] {
        let script = Script::new([Answer(status)]);
        assert!(script.client().from::<Planet>().select().await.is_err());
        assert_eq!(script.count(), 1, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn writes_are_sent_once() {
    let script = Script::new([Answer(503), Break(Phase::Exchange), Answer(520)]);
    let planets = || script.client();
    let delete = planets().from::<Planet>().delete().filter(|p| p.id.eq(1)).await.unwrap_err();
    let update = planets().from::<Planet>().delete().filter(|p| p.id.eq(2)).await.unwrap_err();
    assert_eq!(script.count(), 2);
    assert!(delete.is_temporary() && !update.is_not_sent(), "{update}");
}

#[tokio::test(start_paused = true)]
async fn the_server_may_say_when_and_not_later_than_thirty_seconds() {
    let script = Script::new([Later(503, "7"), Later(503, "900")]);
    script.client().from::<Planet>().select().await.unwrap();
    assert_eq!(script.waits().iter().map(Duration::as_secs).collect::<Vec<_>>(), [7, 30]);
}

#[tokio::test(start_paused = true)]
async fn retries_can_be_switched_off_and_on() {
    let script = Script::new([Answer(503), Answer(503), Answer(503)]);
    let off = script.builder().retry(false).build().unwrap();
    assert!(off.from::<Planet>().select().await.is_err());
    assert!(script.client().from::<Planet>().select().retry(false).await.is_err());
    assert_eq!(script.count(), 2);
    off.from::<Planet>().select().retry(true).await.unwrap();
    assert_eq!(script.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_is_one_attempts_and_not_tried_again() {
    let script = Script::new([Answer(503), Hang]);
    let client = script.builder().timeout(Duration::from_secs(5)).build().unwrap();
    let fault = client.from::<Planet>().select().await.unwrap_err();
    assert!(fault.is_timeout() && !fault.is_transport(), "{fault}");
    assert_eq!((script.count(), script.cancelled.load(Ordering::SeqCst)), (2, 1));
    let short = Script::new([Hang]);
    let start = Instant::now();
    short.client().from::<Planet>().select().timeout(Duration::from_secs(3)).await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 3);
}

#[tokio::test(start_paused = true)]
async fn dropping_the_future_cancels_the_request() {
    let script = Script::new([Hang]);
    let query = script.client().from::<Planet>().select().execute();
    assert!(tokio::time::timeout(Duration::from_secs(60), query).await.is_err());
    assert_eq!((script.count(), script.cancelled.load(Ordering::SeqCst)), (1, 1));
}

/// Gives another token each time, and then none.
struct Tokens(AtomicUsize);
impl AccessTokenProvider for Tokens {
    fn access_token(&self) -> BoxFuture<'_, Result<Option<AccessToken>, Box<dyn StdError + Send + Sync>>> {
        Box::pin(async {
            tokio::time::sleep(Duration::from_secs(1)).await; // a refresh
            match self.0.fetch_add(1, Ordering::SeqCst) {
                n @ 0..3 => Ok(Some(format!("token{n}").into())),
                3 => Ok(None),
                _ => Err("the session is gone".into()),
            }
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_is_asked_for_before_every_attempt_and_never_replaced() {
    let script = Script::new([Answer(503)]);
    let user = script.client().with_access_tokens(Tokens(AtomicUsize::new(0)));
    user.from::<Planet>().select().await.unwrap();
    user.from::<Planet>().delete().filter(|p| p.id.eq(1)).await.unwrap();
    user.from::<Planet>().select().await.unwrap();
    let bearer = |t: &str| Some(format!("Bearer {t}"));
    let sent = script.header("authorization");
    assert_eq!(sent, [bearer("token0"), bearer("token1"), bearer("token2"), bearer("key")]);
    let fault = user.from::<Planet>().select().await.unwrap_err();
    assert!(fault.is_not_sent() && fault.to_string().contains("the session is gone"), "{fault}");
    assert_eq!(script.count(), 4);
    assert!(script.header("apikey").iter().all(|k| k.as_deref() == Some("key")));
}

#[tokio::test]
async fn a_users_handle_changes_no_other() {
    let script = Script::default();
    let server = script.client();
    let user = server.as_user("user-token");
    user.from::<Planet>().select().await.unwrap();
    server.from::<Planet>().select().await.unwrap();
    let bearer = |t: &str| Some(format!("Bearer {t}"));
    assert_eq!(script.header("authorization"), [bearer("user-token"), bearer("key")]);
}

#[tokio::test]
async fn new_keys_stand_in_apikey_only() {
    let script = Script::default();
    let client = Client::builder("http://h", "sb_publishable_x").transport(script.clone()).build().unwrap();
    client.from::<Planet>().select().await.unwrap();
    client.as_user("t").from::<Planet>().select().await.unwrap();
    assert_eq!(script.header("authorization"), [None, Some("Bearer t".into())]);
    assert_eq!(script.header("apikey"), [Some("sb_publishable_x".into()), Some("sb_publishable_x".into())]);
}

/// Answers one row, with warnings.
struct Warns;
impl Transport for Warns {
    fn send(&self, _: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async {
            let text = |t: &'static str| http::HeaderValue::from_static(t);
            let answer = Response::new(200, r#"[{"id":1}]"#);
            let answer = answer.with_header(
                http::header::WARNING,
                text(r#"299 PostgREST "use the alias \"from\", not the table" "Wed, 25 Nov 2026 19:30:24 GMT""#),
            );
            Ok(answer.with_header(http::header::WARNING, text("199 - \"stale\"")))
        })
    }
}

#[tokio::test]
async fn warnings_of_the_server_are_part_of_the_answer() {
    let client = Client::builder("http://h", "key").transport(Warns).build().unwrap();
    let answer = client.from::<Planet>().select().answer().await.unwrap();
    assert_eq!(answer.warnings, ["use the alias \"from\", not the table", "stale"]);
    assert_eq!(answer.rows.len(), 1);
    let named = client.table("planets").select("id").answer().await.unwrap();
    assert_eq!(named.warnings.len(), 2);
}
