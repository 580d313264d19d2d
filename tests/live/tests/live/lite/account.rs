//! The user who is signed in: changing it, recovering it, signing out.

use super::{PASSWORD, address, client, code, mail, signed_up, verified};
use crate::auth::sign_in;
use serde_json::json;
use supabase_orm::auth::{OtpKind, SignOutScope};

#[tokio::test]
async fn data_of_a_user_is_merged_and_null_removes() {
    let db = client();
    signed_up(&db, "ann").await;
    let update = |data| db.auth().update_user().data(data).send();
    update(json!({"a": 1, "b": 2, "c": {"x": 1}})).await.unwrap();
    let user = update(json!({"a": null, "c": {"y": 2}})).await.unwrap();
    let data = user.user_metadata.unwrap();
    assert_eq!((data.get("a"), &data["b"], &data["c"]), (None, &json!(2), &json!({"y": 2})));
    let held = db.auth().session().await.unwrap().unwrap();
    assert_eq!(held.user.as_ref().unwrap().user_metadata.as_ref().unwrap()["b"], 2);
    assert_eq!(db.auth().get_user().await.unwrap().user_metadata.unwrap()["b"], 2);
}

/// Supabase Auth asks both addresses; this one only the old, and the new one counts at once.
#[tokio::test]
async fn an_address_changes_when_the_old_one_agrees() {
    let db = client();
    let (old, _) = signed_up(&db, "old").await;
    let (taken, _) = signed_up(&client(), "taken").await;
    let e = db.auth().update_user().email(taken).send().await.unwrap_err();
    assert_eq!(code(&e), "email_exists");
    let new = address("new");
    let user = db.auth().update_user().email(&*new).send().await.unwrap();
    assert_eq!((&*user.email, user.new_email.as_deref()), (&*old, Some(&*new)));
    let session = verified(&db, &old, mail(&old).await.code().unwrap(), OtpKind::EmailChange).await;
    assert_eq!(session.user.as_ref().unwrap().email, new);
    sign_in(&client(), &new, PASSWORD).await.unwrap();
    assert_eq!(code(&sign_in(&client(), &old, PASSWORD).await.unwrap_err()), "invalid_credentials");
}

/// Supabase Auth ends the user's other sessions; here they go on.
#[tokio::test]
async fn a_password_changes_with_the_code_of_a_mail() {
    let (db, other) = (client(), client());
    let (ann, _) = signed_up(&db, "ann").await;
    sign_in(&other, &ann, PASSWORD).await.unwrap();
    let same = db.auth().update_user().password(PASSWORD).send().await.unwrap_err();
    assert_eq!(code(&same), "same_password");
    db.auth().reauthenticate().await.unwrap();
    let nonce = mail(&ann).await.code().unwrap();
    db.auth().update_user().password("a new one 2").nonce(nonce).send().await.unwrap();
    sign_in(&client(), &ann, "a new one 2").await.unwrap();
    assert_eq!(code(&sign_in(&client(), &ann, PASSWORD).await.unwrap_err()), "invalid_credentials");
    other.auth().refresh_session().await.unwrap();
}

#[tokio::test]
async fn a_recovery_signs_in_to_a_new_password() {
    let (ann, _) = signed_up(&client(), "ann").await;
    let db = client();
    db.auth().reset_password_for_email(&*ann).send().await.unwrap();
    verified(&db, &ann, mail(&ann).await.code().unwrap(), OtpKind::Recovery).await;
    db.auth().update_user().password("remembered 3").send().await.unwrap();
    sign_in(&client(), &ann, "remembered 3").await.unwrap();
    // who has no account gets no mail, and nobody learns it
    client().auth().reset_password_for_email(address("nobody")).send().await.unwrap();
}

#[tokio::test]
async fn signing_out_ends_the_sessions_of_its_scope() {
    for (scope, own, others) in [
        (SignOutScope::Local, false, true),
        (SignOutScope::Others, true, false),
        (SignOutScope::Global, false, false),
    ] {
        let (db, other) = (client(), client());
        let (ann, session) = signed_up(&db, "ann").await;
        sign_in(&other, &ann, PASSWORD).await.unwrap();
        db.auth().sign_out().scope(scope).send().await.unwrap();
        assert_eq!(db.auth().session().await.unwrap().is_some(), own, "{scope:?}");
        let known = client().auth().get_user_of(session.access_token.expose()).await;
        assert_eq!(known.is_ok(), own, "{scope:?}");
        assert_eq!(other.auth().refresh_session().await.is_ok(), others, "{scope:?}");
        // twice is no error
        other.auth().sign_out().send().await.unwrap();
        other.auth().sign_out().send().await.unwrap();
        assert!(other.auth().session().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_token_that_is_none_is_refused() {
    let e = client().auth().get_user_of("not.a.token").await.unwrap_err();
    assert_eq!(code(&e), "bad_jwt");
    assert!(e.to_string().contains("refresh the session"), "{e}");
}
