//! A session ends when the server says so, and never because of anything else.

use crate::{
    Planet,
    once::signed_in,
    server::{Fault, LIFETIME, Server},
};
use std::time::Duration;
use supabase_orm::auth::{AuthEvent, SignedOutReason};

const BUSY: &str = r#"{"code":"over_request_rate_limit","message":"Request rate limit reached"}"#;

#[tokio::test(start_paused = true)]
async fn a_server_that_is_down_for_a_minute_loses_no_session() {
    for fault in [
        Fault::Break,
        Fault::Status(429, BUSY),
        Fault::Status(503, "<html>Service Unavailable</html>"),
        Fault::Status(500, r#"{"code":"unexpected_failure","message":"boom"}"#),
        Fault::Status(200, "<html>a login page of a hotel</html>"),
        Fault::Status(400, r#"{"code":"validation_failed","message":"odd"}"#),
    ] {
        let server = Server::default();
        let client = signed_in(&server).await;
        tokio::time::advance(Duration::from_secs(LIFETIME)).await;
        server.fail([fault; 6]);
        let mut failed = 0;
        while client.from::<Planet>().select().await.is_err() {
            failed += 1;
            tokio::time::advance(Duration::from_secs(1)).await;
            assert!(failed < 200, "{fault:?}");
        }
        // left alone for 1, 2, 4, .. seconds between attempts
        assert_eq!(server.refreshes(), 7, "{fault:?}");
        assert!(failed >= 31, "{fault:?}: {failed}");
        assert_eq!(server.bearers(), ["Bearer t0p-access-1"], "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failing_refresh_is_an_error_that_says_so_and_sends_nothing() {
    let server = Server::default();
    let client = signed_in(&server).await;
    tokio::time::advance(Duration::from_secs(LIFETIME)).await;
    server.fail([Fault::Status(429, BUSY)]);
    let e = client.from::<Planet>().select().await.unwrap_err();
    assert!(e.is_not_sent() && e.is_temporary(), "{e:?}");
    assert_eq!(e.auth_code().map(|code| code.as_str()), Some("over_request_rate_limit"));
    assert!(e.to_string().contains("the session could not be refreshed: POST auth/token"), "{e}");
    assert!(server.bearers().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_still_good_is_used_while_the_server_is_down() {
    let server = Server::default();
    let client = signed_in(&server).await;
    tokio::time::advance(Duration::from_secs(LIFETIME - 8)).await;
    server.fail([Fault::Break]);
    assert!(client.from::<Planet>().select().await.is_err());
    client.from::<Planet>().select().await.unwrap();
    assert_eq!((server.refreshes(), server.bearers()), (1, vec!["Bearer t0p-access-0".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_ends_the_session_and_tells_why() {
    let server = Server::default();
    let client = signed_in(&server).await;
    let mut events = client.auth().events().await;
    assert!(matches!(events.next().await, Some(AuthEvent::InitialSession(Some(_)))));
    server.forget();
    tokio::time::advance(Duration::from_secs(LIFETIME)).await;
    let e = client.from::<Planet>().select().await.unwrap_err();
    assert_eq!(e.auth_code().map(|code| code.as_str()), Some("refresh_token_already_used"), "{e}");
    let Some(AuthEvent::SignedOut(reason)) = events.next().await else { panic!("no event") };
    assert_eq!(reason, SignedOutReason::Refused("refresh_token_already_used".to_owned()));
    assert!(client.auth().session().await.unwrap().is_none());
    client.from::<Planet>().select().await.unwrap();
    assert_eq!(server.bearers(), ["Bearer key"]);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_was_lost_is_asked_for_again() {
    let server = Server::default();
    let client = signed_in(&server).await;
    // the server has rotated, the answer never came
    let other = signed_in(&server).await;
    other.auth().refresh_session().await.unwrap();
    tokio::time::advance(Duration::from_secs(LIFETIME)).await;
    client.from::<Planet>().select().await.unwrap();
    assert_eq!(server.bearers(), ["Bearer t0p-access-1"]);
}
