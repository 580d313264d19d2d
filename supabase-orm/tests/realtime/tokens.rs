//! Whose channels these are: a token of the moment with each join, and whatever takes its place at once.

use crate::server::{Connection, server};
use serde_json::Value;
use std::{
    error::Error as StdError,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};
use supabase_orm::{AccessToken, AccessTokenProvider, Client, http::BoxFuture, realtime::Channel};

/// A new token each time it is asked, unless it fails.
#[derive(Clone, Default)]
struct Provider {
    asked: Arc<AtomicU32>,
    fails: Arc<AtomicU32>,
}

impl AccessTokenProvider for Provider {
    fn access_token(&self) -> BoxFuture<'_, Result<Option<AccessToken>, Box<dyn StdError + Send + Sync>>> {
        Box::pin(async move {
            if self.fails.load(Relaxed) > 0 {
                return Err("no token today".into());
            }
            let n = self.asked.fetch_add(1, Relaxed) + 1;
            Ok(Some(AccessToken::from(format!("token-{n}"))))
        })
    }
}

fn token(frame: &Value) -> &str {
    frame[4]["access_token"].as_str().unwrap_or("none")
}

fn join(client: &Client, topic: &str) -> Channel {
    client.realtime().channel(topic).subscribe_in_background().unwrap()
}

#[tokio::test(start_paused = true)]
async fn each_join_has_a_token_of_the_moment_and_a_failure_keeps_the_one_there_is() {
    let (server, mut arrivals) = server();
    let provider = Provider::default();
    let client = server.client().with_access_tokens(provider.clone());
    let _channel = join(&client, "room");
    let mut socket: Connection = arrivals.next().await;
    assert_eq!(token(&socket.let_in().await), "token-1");
    socket.close(1001);
    let mut socket = arrivals.next().await;
    assert_eq!(token(&socket.let_in().await), "token-2");
    provider.fails.store(1, Relaxed);
    socket.close(1001);
    let mut socket = arrivals.next().await;
    assert_eq!(token(&socket.let_in().await), "token-2");
    provider.fails.store(0, Relaxed);
    // a provider says nothing by itself: it is asked with each heartbeat
    assert_eq!(token(&socket.expect("access_token").await), "token-3");
}

#[tokio::test(start_paused = true)]
async fn a_channel_is_not_let_in_as_somebody_else_when_there_is_no_token() {
    let (server, mut arrivals) = server();
    let provider = Provider::default();
    provider.fails.store(1, Relaxed);
    let client = server.client().with_access_tokens(provider.clone());
    let channel = join(&client, "room");
    let mut socket = arrivals.next().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(socket.is_silent());
    let state = format!("{:?}", channel.state());
    assert!(state.contains("Credentials") && state.contains("no token today"), "{state}");
    provider.fails.store(0, Relaxed);
    assert_eq!(token(&socket.let_in().await), "token-1");
}

#[tokio::test(start_paused = true)]
async fn all_channels_learn_another_token_once() {
    let (server, mut arrivals) = server();
    let client = server.client();
    let rt = client.realtime();
    let _channels = [join(&client, "a"), join(&client, "b")];
    let mut socket = arrivals.next().await;
    for _ in 0..2 {
        assert_eq!(token(&socket.let_in().await), "none", "a publishable key is no token");
    }
    for _ in 0..2 {
        rt.set_auth(AccessToken::from("own")).unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let mut topics = Vec::new();
    for _ in 0..2 {
        let frame = socket.expect("access_token").await;
        assert_eq!(token(&frame), "own");
        topics.push(frame[2].clone());
    }
    topics.sort_by_key(Value::to_string);
    assert_eq!(topics, ["realtime:a", "realtime:b"]);
    assert!(socket.is_silent());
    // nothing takes its place: the server forgets it with the channel
    rt.set_auth(None).unwrap();
    let mut frames = Vec::new();
    for _ in 0..4 {
        frames.push(socket.frame().await);
    }
    assert_eq!(frames.iter().filter(|f| f[3] == "phx_leave").count(), 2);
    assert!(frames.iter().filter(|f| f[3] == "phx_join").all(|f| token(f) == "none"));
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_a_token_lets_channels_in() {
    let (server, mut arrivals) = server();
    let client = Client::builder("http://h", "legacy-key").socket_transport(server).build().unwrap();
    let _channel = join(&client, "room");
    assert_eq!(token(&arrivals.next().await.let_in().await), "legacy-key");
}

/// An Auth server that knows one session.
#[cfg(feature = "auth")]
struct AuthServer;

#[cfg(feature = "auth")]
impl supabase_orm::http::Transport for AuthServer {
    fn send(
        &self,
        _: supabase_orm::http::Request,
    ) -> BoxFuture<'_, Result<supabase_orm::http::Response, supabase_orm::http::TransportError>> {
        let session = r#"{"access_token":"user-token","refresh_token":"r","token_type":"bearer","expires_in":36000,
            "user":{"id":"00000000-0000-0000-0000-000000000001","aud":"authenticated","created_at":"2026-01-01T00:00:00Z"}}"#;
        Box::pin(async move { Ok(supabase_orm::http::Response::new(200, session)) })
    }
}

#[cfg(feature = "auth")]
#[tokio::test(start_paused = true)]
async fn whoever_signs_in_or_out_is_who_the_channels_are() {
    let (server, mut arrivals) = server();
    let client = server.builder().transport(AuthServer).auto_refresh(false).build().unwrap();
    let _channel = join(&client, "room");
    let mut socket = arrivals.next().await;
    socket.let_in().await;
    client.auth().set_session("r").await.unwrap();
    assert_eq!(token(&socket.expect("access_token").await), "user-token");
    client.auth().sign_out().send().await.unwrap();
    socket.expect("phx_leave").await;
    assert_eq!(token(&socket.let_in().await), "none");
}
