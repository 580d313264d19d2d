//! Signing in by a provider: `github`, at an address of these tests.

use super::{SITE, WELCOME, client, code};
use axum::{
    Json, Router,
    extract::Query,
    response::Redirect,
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::net::SocketAddr;
use supabase_orm::auth::Verified;

const TOKEN: &str = "token-of-the-provider";

/// What the server asks of GitHub, answered for one user who always agrees; its address. It ends with the program.
pub(super) fn github() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let emails = json!([{"email": "octo@example.com", "primary": true, "verified": true}]);
    let app = Router::new()
        .route("/login/oauth/authorize", get(agree))
        .route(
            "/login/oauth/access_token",
            post(async || Json(json!({"access_token": TOKEN, "token_type": "bearer"}))),
        )
        .route("/api/v3/user", get(async || Json(json!({"id": 583_231, "login": "octo", "name": "Octo"}))))
        .route("/api/v3/user/emails", get(async || Json(emails)));
    // a runtime of its own: tests each have one that ends with the test
    std::thread::spawn(move || {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    address
}

#[derive(Deserialize)]
struct Asked {
    redirect_uri: String,
    state: String,
}

async fn agree(Query(Asked { redirect_uri, state }): Query<Asked>) -> Redirect {
    Redirect::to(&format!("{redirect_uri}?code=agreed&state={state}"))
}

/// Where a browser ends, which goes wherever it is led but to the site.
async fn browse(url: &str) -> String {
    let policy =
        reqwest::redirect::Policy::custom(|attempt| match attempt.url().as_str().starts_with(SITE) {
            true => attempt.stop(),
            false => attempt.follow(),
        });
    let browser = reqwest::Client::builder().redirect(policy).build().unwrap();
    let answer = browser.get(url).send().await.unwrap();
    assert!(answer.status().is_redirection(), "{answer:?}");
    answer.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_provider_signs_in_with_a_code_that_counts_once_and_for_its_flow_only() {
    let db = client();
    let asked = db.auth().sign_in_with_oauth("github").redirect_to(WELCOME).url().unwrap();
    let flow = asked.flow.unwrap();
    let landed = browse(&asked.url).await;
    let given = landed.strip_prefix(&format!("{WELCOME}?code=")).unwrap();
    let other = db.auth().sign_in_with_oauth("github").url().unwrap().flow.unwrap();
    let e = db.auth().exchange_code_for_session(given, other).send().await.unwrap_err();
    assert_eq!(code(&e), "bad_code_verifier");
    let came = db.auth().session_from_url(&landed, Some(flow.clone())).await.unwrap();
    let Verified::Session(session) = came else { panic!("a session") };
    let user = session.user.as_ref().unwrap();
    assert_eq!((&*user.email, &user.app_metadata["provider"]), ("octo@example.com", &Value::from("github")));
    assert_eq!(session.provider_token.as_ref().unwrap().expose(), TOKEN);
    let identities = db.auth().get_user_identities().await.unwrap();
    assert!(identities.iter().any(|identity| identity.provider == "github"), "{identities:?}");
    let e = client().auth().exchange_code_for_session(given, flow).send().await.unwrap_err();
    assert_eq!(code(&e), "flow_state_not_found");
}

#[tokio::test]
async fn a_provider_that_is_not_enabled_is_refused() {
    let asked = client().auth().sign_in_with_oauth("google").url().unwrap();
    let answer = reqwest::get(&asked.url).await.unwrap();
    assert_eq!(answer.status().as_u16(), 400);
    assert!(answer.text().await.unwrap().contains("provider is not enabled"));
}
