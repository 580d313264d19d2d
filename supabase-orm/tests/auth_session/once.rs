//! However many ask, tokens are refreshed once; nobody waits for himself.

use crate::{
    Planet,
    server::{LIFETIME, Server, TestClock, expired},
};
use std::{sync::Arc, time::Duration};
use supabase_orm::{
    Client,
    auth::{AuthEvent, Login, MemoryStore, SessionStore, StoreError, StoredSession},
    http::BoxFuture,
};

pub(crate) async fn signed_in(server: &Server) -> Client {
    let client = server.builder().auto_refresh(false).build().unwrap();
    client
        .auth()
        .sign_in_with_password(Login::email("ann@example.com"), "t0p-password")
        .send()
        .await
        .unwrap();
    client
}

#[tokio::test]
async fn a_thousand_concurrent_calls_with_an_expired_token_refresh_once() {
    let server = Server::default();
    server.slow(Duration::from_millis(20));
    let store = MemoryStore::default();
    store.save(Some(expired(0))).await.unwrap();
    let client = server.builder().session_store(store).auto_refresh(false).build().unwrap();
    let calls: Vec<_> = (0..1000)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.from::<Planet>().select().await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(server.refreshes(), 1);
    let bearers = server.bearers();
    assert_eq!(bearers.len(), 1000);
    assert!(bearers.iter().all(|b| b == "Bearer t0p-access-1"), "{:?}", bearers.first());
}

#[tokio::test(start_paused = true)]
async fn a_token_is_used_until_shortly_before_its_end() {
    let server = Server::default();
    let client = signed_in(&server).await;
    tokio::time::advance(Duration::from_secs(LIFETIME - 11)).await;
    client.from::<Planet>().select().await.unwrap();
    assert_eq!(server.refreshes(), 0);
    tokio::time::advance(Duration::from_secs(2)).await;
    client.from::<Planet>().select().await.unwrap();
    assert_eq!((server.refreshes(), server.bearers().last().unwrap().as_str()), (1, "Bearer t0p-access-1"));
}

#[tokio::test]
async fn a_caller_that_goes_away_loses_no_tokens() {
    let server = Server::default();
    server.slow(Duration::from_millis(30));
    let store = MemoryStore::default();
    store.save(Some(expired(0))).await.unwrap();
    let client = server.builder().session_store(store).auto_refresh(false).build().unwrap();
    let hasty =
        tokio::time::timeout(Duration::from_millis(5), client.from::<Planet>().select().execute()).await;
    assert!(hasty.is_err());
    tokio::time::sleep(Duration::from_millis(60)).await;
    client.from::<Planet>().select().await.unwrap();
    assert_eq!((server.refreshes(), server.bearers().len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn the_background_refreshes_ahead_of_time_and_ends_with_the_client() {
    let server = Server::default();
    let client = server.builder().build().unwrap();
    client
        .auth()
        .sign_in_with_password(Login::email("ann@example.com"), "t0p-password")
        .send()
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_secs(LIFETIME - 50)).await;
    assert_eq!(server.refreshes(), 1);
    let session = client.auth().session().await.unwrap().unwrap();
    assert_eq!(session.access_token.expose(), "t0p-access-1");
    tokio::time::sleep(Duration::from_secs(3 * LIFETIME)).await;
    assert_eq!(server.refreshes(), 4);
    drop(client);
    tokio::time::sleep(Duration::from_secs(5 * LIFETIME)).await;
    assert_eq!(server.refreshes(), 4);
}

/// A store that asks the client for the session whenever it is asked to save one.
struct Curious(Arc<std::sync::OnceLock<Client>>);
impl SessionStore for Curious {
    fn load(&self) -> BoxFuture<'_, Result<Option<StoredSession>, StoreError>> {
        Box::pin(async { Ok(Some(expired(0))) })
    }
    fn save(&self, _: Option<StoredSession>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async {
            if let Some(client) = self.0.get() {
                client.from::<Planet>().select().await?;
            }
            Ok(())
        })
    }
}

#[tokio::test]
async fn stores_and_subscribers_may_call_the_client() {
    let (server, cell) = (Server::default(), Arc::new(std::sync::OnceLock::new()));
    let client = server.builder().session_store(Curious(cell.clone())).auto_refresh(false).build().unwrap();
    cell.set(client.clone()).unwrap();
    let mut events = client.auth().events().await;
    let calls = async {
        client.from::<Planet>().select().await.unwrap();
        client.auth().sign_out().send().await.unwrap();
    };
    let handler = async {
        let mut seen = Vec::new();
        while let Some(event) = events.next().await {
            client.from::<Planet>().select().await.unwrap();
            let name = match &event {
                AuthEvent::InitialSession(Some(_)) => "initial",
                AuthEvent::TokenRefreshed(_) => "refreshed",
                AuthEvent::SignedOut(_) => "out",
                other => panic!("{other:?}"),
            };
            seen.push(name);
            if name == "out" {
                return seen;
            }
        }
        seen
    };
    let both = async { tokio::join!(calls, handler) };
    let (_, seen) =
        tokio::time::timeout(Duration::from_secs(5), both).await.expect("nobody waits for himself");
    assert_eq!(seen, ["initial", "refreshed", "out"]);
    assert_eq!(server.bearers().last().unwrap(), "Bearer key");
}

#[tokio::test]
async fn a_handle_of_one_user_is_not_changed_by_who_signs_in() {
    let server = Server::default();
    let client = server.builder().auto_refresh(false).build().unwrap();
    let other = client.as_user("somebody");
    client.auth().sign_in_with_password(Login::phone("123"), "t0p-password").send().await.unwrap();
    for handle in [&client, &other] {
        handle.from::<Planet>().select().await.unwrap();
    }
    assert_eq!(server.bearers(), ["Bearer t0p-access-0", "Bearer somebody"]);
}

#[tokio::test]
async fn a_key_that_bypasses_row_level_security_is_never_made_weaker() {
    let server = Server::default();
    let client = Client::builder("http://h", "sb_secret_fixture").transport(server.clone()).build().unwrap();
    client.auth().sign_in_with_password(Login::phone("123"), "t0p-password").send().await.unwrap();
    client.from::<Planet>().select().await.unwrap();
    assert_eq!(server.bearers(), [""]);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_does_no_harm() {
    let (server, clock) = (Server::default(), TestClock::at(1_000_000));
    let client = server.builder().clock(clock.clone()).auto_refresh(false).build().unwrap();
    client.auth().sign_in_with_password(Login::phone("123"), "t0p-password").send().await.unwrap();
    // an hour back: nothing; an hour ahead: one refresh too early, and no storm
    for (seconds, refreshes) in [(996_400, 0), (1_003_600, 1), (1_003_700, 1), (1_000_000, 1)] {
        clock.set(seconds);
        for _ in 0..20 {
            client.from::<Planet>().select().await.unwrap();
        }
        assert_eq!(server.refreshes(), refreshes, "at {seconds}");
    }
}

#[tokio::test]
async fn a_handle_of_one_user_has_no_session_and_sets_none() {
    let server = Server::default();
    let client = signed_in(&server).await;
    let other = client.as_user("somebody").auth();
    assert!(other.session().await.unwrap().is_none());
    assert!(other.refresh_session().await.is_err());
    assert_eq!(other.set_session("t0p-refresh-0").await.unwrap().access_token.expose(), "t0p-access-1");
    let own = client.auth().session().await.unwrap().unwrap();
    assert_eq!(own.access_token.expose(), "t0p-access-0");
}
