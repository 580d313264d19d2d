//! The user who is signed in: changing it, acting as it, signing out.

use super::{PASSWORD, address, client, code, mail, read, sign_in, signed_up, verified, write};
use serde_json::json;
use supabase_orm::auth::{Login, Otp, OtpKind, SignOutScope, Verified};

#[tokio::test]
async fn data_of_a_user_is_merged_and_null_removes() {
    let db = client();
    signed_up(&db, "ann").await;
    let update = |data| db.auth().update_user().data(data).send();
    update(json!({"a": 1, "b": 2, "c": {"x": 1}})).await.unwrap();
    let user = update(json!({"a": null, "c": {"y": 2}})).await.unwrap();
    let data = user.user_metadata.unwrap();
    assert_eq!((data.get("a"), &data["b"], &data["c"]), (None, &json!(2), &json!({"y": 2})));
    // the session and the server know it too
    let held = db.auth().session().await.unwrap().unwrap();
    assert_eq!(held.user.as_ref().unwrap().user_metadata.as_ref().unwrap()["b"], 2);
    assert_eq!(db.auth().get_user().await.unwrap().user_metadata.unwrap()["b"], 2);
}

#[tokio::test]
async fn an_address_changes_when_both_agree() {
    let db = client();
    let (old, _) = signed_up(&db, "old").await;
    let (taken, _) = signed_up(&client(), "taken").await;
    let e = db.auth().update_user().email(taken).send().await.unwrap_err();
    assert_eq!(code(&e), "email_exists");
    let new = address("new");
    let user = db.auth().update_user().email(&*new).send().await.unwrap();
    assert_eq!((&*user.email, user.new_email.as_deref()), (&*old, Some(&*new)));
    let first = Otp::Code(Login::email(&*old), mail(&old).await.code().unwrap());
    let waiting = db.auth().verify_otp(first, OtpKind::EmailChange).send().await.unwrap();
    assert!(matches!(&waiting, Verified::Waiting(said) if said.contains("other email")), "{waiting:?}");
    assert_eq!(db.auth().get_user().await.unwrap().email, old);
    let session = verified(&db, &new, mail(&new).await.code().unwrap(), OtpKind::EmailChange).await;
    assert_eq!(session.user.as_ref().unwrap().email, new);
    sign_in(&client(), &new, PASSWORD).await.unwrap();
    assert_eq!(code(&sign_in(&client(), &old, PASSWORD).await.unwrap_err()), "invalid_credentials");
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let (db, other) = (client(), client());
    let (ann, _) = signed_up(&db, "ann").await;
    sign_in(&other, &ann, PASSWORD).await.unwrap();
    let same = db.auth().update_user().password(PASSWORD).send().await.unwrap_err();
    assert_eq!(code(&same), "same_password");
    db.auth().reauthenticate().await.unwrap();
    let nonce = mail(&ann).await.code().unwrap();
    db.auth().update_user().password("a new one 2").nonce(nonce).send().await.unwrap();
    assert_eq!(code(&other.auth().get_user().await.unwrap_err()), "session_not_found");
    assert!(other.auth().refresh_session().await.is_err());
    assert!(other.auth().session().await.unwrap().is_none());
    db.auth().refresh_session().await.unwrap();
    sign_in(&other, &ann, "a new one 2").await.unwrap();
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
        // the server ends what it ends at once
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
async fn a_handle_of_a_token_acts_as_its_user() {
    let (ann, bob) = (client(), client());
    let (ann_address, session) = signed_up(&ann, "ann").await;
    let (bob_address, _) = signed_up(&bob, "bob").await;
    let handle = bob.as_user(session.access_token.expose());
    write(&handle, "as ann").await.unwrap();
    assert_eq!((read(&ann).await, read(&bob).await), (vec!["as ann".to_owned()], vec![]));
    assert_eq!(handle.auth().get_user().await.unwrap().email, ann_address);
    assert_eq!(bob.auth().get_user().await.unwrap().email, bob_address);
    let claims = handle.auth().get_claims().send().await.unwrap();
    let user = session.user.as_ref().unwrap();
    assert_eq!((&claims.sub, claims.email.as_deref()), (&user.id, Some(&*ann_address)));
    assert!(claims.session_id.is_some() && claims.role == "authenticated");
    // what the handle changes is not bob's
    handle.auth().update_user().data(json!({"a": 1})).send().await.unwrap();
    let held = bob.auth().session().await.unwrap().unwrap();
    assert_eq!(held.user.as_ref().unwrap().email, bob_address);
    let forged = client().auth().get_user_of("not.a.token").await.unwrap_err();
    assert_eq!(code(&forged), "bad_jwt");
}
