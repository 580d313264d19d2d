//! No token and no password stands in a `Debug`, an error or a log line.
//!
//! A program of its own: what is logged is decided for the whole process, and other tests log too.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]
#![expect(dead_code, reason = "rows are selected, not read; the server can do more")]

#[path = "shared/log.rs"]
mod log;
#[path = "auth_session/server.rs"]
mod server;

use log::Log;
use server::{Fault, LIFETIME, Server, expired, session};
use std::{fmt::Write, time::Duration};
use supabase_orm::{
    Client, Table,
    auth::{Login, MemoryStore, Otp, OtpKind, PkceFlow, SessionStore, StoredSession},
};

#[derive(Debug, Table)]
#[table(name = "planets")]
struct Planet {
    #[table(key, generated)]
    id: i64,
}

async fn signed_in(server: &Server) -> Client {
    let client = server.builder().auto_refresh(false).build().unwrap();
    let login = Login::email("ann@example.com");
    client.auth().sign_in_with_password(login, "t0p-password").send().await.unwrap();
    client
}

#[tokio::test(start_paused = true)]
async fn logs_and_errors_hold_no_secret() {
    let log = Log::default();
    tracing::subscriber::set_global_default(log.clone()).unwrap();
    let server = Server::default();
    let client = signed_in(&server).await;
    tokio::time::advance(Duration::from_secs(LIFETIME)).await;
    let leaky = r#"{"access_token":"t0p-leak","refresh_token":5}"#;
    server.fail([Fault::Status(200, leaky), Fault::Break, Fault::Status(502, "t0p-proxy")]);
    let mut texts = String::new();
    for _ in 0..80 {
        if let Err(e) = client.from::<Planet>().select().await {
            let _ = write!(texts, "{e} {e:?} {:?}", std::error::Error::source(&e).map(ToString::to_string));
        }
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    let logged = log.text();
    assert!(logged.contains("could not be refreshed") && logged.contains("is refreshed"), "{logged}");
    assert!(!logged.contains("t0p") && !texts.contains("t0p"), "{logged} {texts}");
}

#[tokio::test]
async fn debug_shows_no_secret() {
    let server = Server::default();
    let client = signed_in(&server).await;
    let auth = client.auth();
    let store = MemoryStore::default();
    store.save(Some(expired(0))).await.unwrap();
    let stored = StoredSession::new(session(0), None);
    let flow = PkceFlow::from_text("t0p-verifier");
    let login = Login::email("ann@example.com");
    let all = format!(
        "{client:?} {auth:?} {store:?} {stored:?} {flow:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        auth.sign_up(login.clone(), "t0p-password"),
        auth.sign_in_with_password(login.clone(), "t0p-password"),
        auth.verify_otp(Otp::Code(login, "t0p-code".into()), OtpKind::Email),
        auth.update_user().password("t0p-password"),
        auth.exchange_code_for_session("t0p-code", flow.clone()),
        auth.session().await.unwrap(),
    );
    assert!(!all.contains("t0p"), "{all}");
}
