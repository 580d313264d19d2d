//! Links in mails, followed as a browser does.

use super::{PASSWORD, address, builder, client, code, mail, sign_in, signed_up};
use crate::world::stack;
use stack::Mail;
use std::sync::Arc;
use supabase_orm::{
    Client,
    auth::{AuthEvent, Flow, Login, Otp, OtpKind, PkceFlow, Session, SignedUp, Verified},
    error::{ErrorKind, RedirectError},
};

const BACK: &str = "http://localhost:3000/welcome?from=mail";

/// Where the link leads to.
async fn follow(mail: &Mail) -> String {
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    // a real Auth server may be known by another address than this stack's
    let link = mail.link().unwrap();
    let (_, query) = link.split_once('?').unwrap();
    let answer = browser.get(format!("{}/auth/v1/verify?{query}", stack().url())).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 303, "{}", mail.body);
    answer.headers()["location"].to_str().unwrap().to_owned()
}

async fn methods(db: &Client) -> Vec<String> {
    let level = db.auth().mfa().get_authenticator_assurance_level().await.unwrap();
    level.methods.into_iter().map(|way| way.method).collect()
}

async fn came_back(db: &Client, to: &str, flow: Option<PkceFlow>) -> Arc<Session> {
    match db.auth().session_from_url(to, flow).await.unwrap() {
        Verified::Session(session) => session,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_link_brings_a_code_that_only_its_flow_exchanges() {
    let db = client();
    let ann = address("ann");
    let made = db.auth().sign_up(Login::email(&*ann), PASSWORD).redirect_to(BACK).send().await.unwrap();
    let SignedUp::ConfirmationSent { flow: Some(flow), .. } = made else { panic!("{made:?}") };
    let mail = mail(&ann).await;
    let to = follow(&mail).await;
    assert!(
        to.starts_with("http://localhost:3000/welcome?") && to.contains("code=") && to.contains("from=mail"),
        "{to}"
    );
    assert!(!to.contains("access_token"));
    let other = client().auth().sign_in_with_otp(Login::email(address("eve"))).send().await.unwrap();
    let e = db.auth().session_from_url(&to, other.flow).await.unwrap_err();
    assert_eq!(code(&e), "bad_code_verifier");
    // as a server would, which keeps the secret in a cookie meanwhile
    let kept = PkceFlow::from_text(&flow.expose());
    let session = came_back(&db, &to, Some(kept)).await;
    assert_eq!(session.user.as_ref().unwrap().email, ann);
    assert_eq!(methods(&db).await, ["email/signup"]);
    // neither code nor link works twice
    assert_eq!(code(&db.auth().session_from_url(&to, Some(flow)).await.unwrap_err()), "flow_state_not_found");
    let e = db.auth().session_from_url(&follow(&mail).await, None).await.unwrap_err();
    assert!(matches!(e.kind(), ErrorKind::Redirect(RedirectError::Refused { .. })), "{e:?}");
    assert_eq!(code(&e), "otp_expired");
}

#[tokio::test]
async fn an_implicit_link_brings_the_tokens() {
    let db = builder().auth_flow(Flow::Implicit).build().unwrap();
    let (ann, _) = signed_up(&client(), "ann").await;
    let sent = db.auth().sign_in_with_otp(Login::email(&*ann)).redirect_to(BACK).send().await.unwrap();
    assert!(sent.flow.is_none());
    let to = follow(&mail(&ann).await).await;
    assert!(to.starts_with("http://localhost:3000/welcome?from=mail#"), "{to}");
    let session = came_back(&db, &to, None).await;
    assert_eq!(session.user.as_ref().unwrap().email, ann);
    assert_eq!(methods(&db).await, ["otp"]);
    assert_eq!(db.auth().get_user().await.unwrap().email, ann);
}

#[tokio::test]
async fn a_place_that_is_not_allowed_is_replaced() {
    let db = client();
    let ann = address("ann");
    let asked = db.auth().sign_in_with_otp(Login::email(&*ann)).redirect_to("https://evil.example.org/");
    let flow = asked.send().await.unwrap().flow;
    let to = follow(&mail(&ann).await).await;
    assert!(to.starts_with("http://localhost:3000"), "{to}");
    came_back(&db, &to, flow).await;
}

#[tokio::test]
async fn a_hash_from_a_mail_signs_in_without_a_browser() {
    let db = client();
    let ann = address("ann");
    db.auth().sign_in_with_otp(Login::email(&*ann)).send().await.unwrap();
    let hash = mail(&ann).await.token_hash().unwrap();
    let done = db.auth().verify_otp(Otp::TokenHash(hash), OtpKind::Email).send().await.unwrap();
    let Verified::Session(session) = done else { panic!("{done:?}") };
    assert_eq!(session.user.as_ref().unwrap().email, ann);
}

#[tokio::test]
async fn a_recovery_signs_in_to_set_a_new_password() {
    let (ann, _) = signed_up(&client(), "ann").await;
    let db = client();
    let mut events = db.auth().events().await;
    let flow = db.auth().reset_password_for_email(&*ann).redirect_to(BACK).send().await.unwrap();
    came_back(&db, &follow(&mail(&ann).await).await, flow).await;
    assert!(matches!(events.next().await, Some(AuthEvent::InitialSession(None))));
    assert!(matches!(events.next().await, Some(AuthEvent::PasswordRecovery(_))));
    assert_eq!(methods(&db).await, ["recovery"]);
    db.auth().update_user().password("a new one 2").send().await.unwrap();
    assert_eq!(code(&sign_in(&client(), &ann, PASSWORD).await.unwrap_err()), "invalid_credentials");
    sign_in(&client(), &ann, "a new one 2").await.unwrap();
    // nothing tells whether an address is known
    db.auth().reset_password_for_email(address("nobody")).send().await.unwrap();
}
