use crate::server::{ID, Server, session, user};
use serde_json::json;
use std::sync::Arc;
use supabase_orm::{
    Error,
    auth::{AuthEvent, PkceFlow, Session, Verified},
    error::{AuthErrorCode, ErrorKind, RedirectError},
};

const TOKENS: &str =
    "access_token=a.b.c&expires_at=1795452690&expires_in=3600&refresh_token=r&sb=&token_type=bearer";

fn is_session(verified: Verified) -> Arc<Session> {
    match verified {
        Verified::Session(session) => session,
        other => panic!("{other:?}"),
    }
}

fn fault(error: &Error) -> &RedirectError {
    match error.kind() {
        ErrorKind::Redirect(fault) => fault,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn tokens_in_a_fragment_are_a_session_once_the_server_says_whose() {
    let server = Server::one(user());
    let client = server.client();
    let mut events = client.auth().events().await;
    events.next().await;
    let url = format!("https://app/cb?x=1#{TOKENS}&type=signup&provider_token=p&provider_refresh_token=q");
    let session = is_session(client.auth().session_from_url(&url, None).await.unwrap());
    assert_eq!((session.access_token.expose(), session.refresh_token.expose()), ("a.b.c", "r"));
    assert_eq!((session.expires_in, session.expires_at), (3600, Some(1_795_452_690)));
    assert_eq!(session.user.as_ref().unwrap().id, ID);
    assert_eq!(session.provider_token.as_ref().unwrap().expose(), "p");
    assert_eq!(session.provider_refresh_token.as_ref().unwrap().expose(), "q");
    assert!(matches!(events.next().await, Some(AuthEvent::SignedIn(_))));
    assert_eq!(server.seen(), ["GET user | user"]);

    // an address that had a fragment already
    server.then(200, &user());
    let url = format!("https://app/cb#top#{TOKENS}&type=recovery");
    client.auth().session_from_url(&url, None).await.unwrap();
    assert!(matches!(events.next().await, Some(AuthEvent::PasswordRecovery(_))));

    server.then(403, &json!({"code": "bad_jwt", "message": "m"}));
    let forged = server.client();
    let refused = forged.auth().session_from_url(&url, None).await.unwrap_err();
    assert_eq!(refused.auth_code(), Some(&AuthErrorCode::BadJwt));
    assert!(forged.auth().session().await.unwrap().is_none());
}

#[tokio::test]
async fn a_code_is_exchanged_with_the_secret_of_its_flow() {
    let server = Server::one(session());
    let client = server.pkce_client();
    let mut events = client.auth().events().await;
    events.next().await;
    let flow = PkceFlow::from_text("verifier/recovery");
    is_session(client.auth().session_from_url("https://app/cb?a=1&code=c0de", Some(flow)).await.unwrap());
    assert!(matches!(events.next().await, Some(AuthEvent::PasswordRecovery(_))));
    assert_eq!(
        server.seen(),
        [r#"POST token?grant_type=pkce | key | {"auth_code":"c0de","code_verifier":"verifier"}"#]
    );
}

#[tokio::test]
async fn refusals_are_read_from_both_places() {
    let server = Server::default();
    let auth = server.client().auth();
    let refusal = "error=access_denied&error_code=otp_expired&error_description=Email+link+is+invalid";
    for url in [
        format!("https://app/cb#{refusal}&sb="),
        format!("https://app/cb?{refusal}"),
        format!("https://app/cb?{refusal}#{refusal}"),
        format!("https://app/cb?code=c#{refusal}"),
    ] {
        let error = auth.session_from_url(&url, Some(PkceFlow::from_text("v"))).await.unwrap_err();
        assert_eq!(error.auth_code(), Some(&AuthErrorCode::OtpExpired), "{url}");
        let said = format!("Email link is invalid (otp_expired); {}", error.advice().unwrap());
        assert_eq!(error.to_string(), said);
    }
    let error = auth.session_from_url("https://app/cb?error=access_denied", None).await.unwrap_err();
    assert_eq!((error.auth_code(), error.to_string().as_str()), (None, "access_denied (access_denied)"));
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn what_is_not_expected_is_refused() {
    let server = Server::default();
    let auth = server.client().auth();
    let flow = || Some(PkceFlow::from_text("v"));
    let tokens = format!("https://app/cb#{TOKENS}");
    let no_refresh = tokens.replace("refresh_token=r&", "");
    let no_number = tokens.replace("expires_in=3600", "expires_in=soon");
    for (url, flow, expected) in [
        ("nonsense", None, RedirectError::Address),
        ("https://app/cb", None, RedirectError::Nothing),
        ("https://app/cb", flow(), RedirectError::Nothing),
        ("https://app/cb?code=c", None, RedirectError::NoFlow),
        (tokens.as_str(), flow(), RedirectError::NotOfFlow),
        (&no_refresh, None, RedirectError::Missing("refresh_token")),
        (&no_number, None, RedirectError::Missing("expires_in")),
        // tokens in a query would stand in logs: no server sends them
        (&tokens.replace('#', "?"), None, RedirectError::Nothing),
    ] {
        assert_eq!(*fault(&auth.session_from_url(url, flow).await.unwrap_err()), expected, "{url}");
    }
    let waiting =
        auth.session_from_url("https://app/cb#message=Confirm+the+other+address", None).await.unwrap();
    assert!(matches!(waiting, Verified::Waiting(text) if text == "Confirm the other address"));
    assert!(server.seen().is_empty());
}
