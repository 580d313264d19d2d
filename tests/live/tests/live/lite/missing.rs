//! What it does not have yet, and what our client then says: a typed error, never a session or a value that is none.

use super::{PASSWORD, client, code, mail, signed_up};
use crate::auth::sign_in;
use supabase_orm::{
    auth::{Login, NewFactor},
    error::ErrorKind,
};

#[tokio::test]
async fn anonymous_users_are_disabled() {
    let e = client().auth().sign_in_anonymously().send().await.unwrap_err();
    assert_eq!(code(&e), "anonymous_provider_disabled");
}

/// It does not look for a phone: it says that the address is missing.
#[tokio::test]
async fn phones_are_refused() {
    let e = client().auth().sign_in_with_otp(Login::phone("+12025550101")).send().await.unwrap_err();
    assert_eq!((code(&e), e.status().unwrap().as_u16()), ("validation_failed", 400));
}

#[tokio::test]
async fn second_factors_are_an_answer_that_is_none_of_auth() {
    let db = client();
    signed_up(&db, "ann").await;
    let e = db.auth().mfa().enroll(NewFactor::totp()).await.unwrap_err();
    assert!(matches!(e.kind(), ErrorKind::Unexpected { status, .. } if status.as_u16() == 404), "{e:?}");
}

/// Its access tokens name no level: what there is not is not made up.
#[tokio::test]
async fn access_tokens_have_no_level_and_no_methods() {
    let db = client();
    signed_up(&db, "ann").await;
    let claims = db.auth().get_claims().send().await.unwrap();
    assert!(claims.session_id.is_some() && claims.role == "authenticated", "{claims:?}");
    let level = db.auth().mfa().get_authenticator_assurance_level().await.unwrap();
    assert!(level.current.is_none() && level.next.is_none() && level.methods.is_empty(), "{level:?}");
}

#[tokio::test]
async fn administration_is_refused() {
    let e = client().auth().admin().list_users().send().await.unwrap_err();
    assert_eq!((code(&e), e.status().unwrap().as_u16()), ("no_authorization", 401));
}

/// It sends the code of `reauthenticate()` and never asks for it: a password changes without, and with a wrong one.
#[tokio::test]
async fn a_nonce_is_not_looked_at() {
    let db = client();
    let (ann, _) = signed_up(&db, "ann").await;
    db.auth().reauthenticate().await.unwrap();
    assert!(mail(&ann).await.code().is_some());
    db.auth().update_user().password("a new one 2").nonce("000000").send().await.unwrap();
    assert_eq!(code(&sign_in(&client(), &ann, PASSWORD).await.unwrap_err()), "invalid_credentials");
    sign_in(&client(), &ann, "a new one 2").await.unwrap();
}
