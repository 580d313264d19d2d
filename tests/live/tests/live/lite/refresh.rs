//! Refreshing a session.

use super::{client, code, signed_up};

#[tokio::test]
async fn a_refresh_changes_the_tokens_and_not_the_session() {
    let db = client();
    let (_, first) = signed_up(&db, "ann").await;
    let before = db.auth().get_claims().send().await.unwrap();
    let second = db.auth().refresh_session().await.unwrap();
    assert_ne!(first.refresh_token, second.refresh_token);
    assert_eq!(first.user.as_ref().unwrap().id, second.user.as_ref().unwrap().id);
    let after = db.auth().get_claims().send().await.unwrap();
    assert_eq!((&before.session_id, &before.sub), (&after.session_id, &after.sub));
    // an answer that was lost is given again
    let again = client().auth().set_session(first.refresh_token.expose()).await.unwrap();
    assert_eq!(again.refresh_token, second.refresh_token);
}

#[tokio::test]
async fn a_token_of_nobody_ends_the_session_and_says_to_sign_in() {
    // its refresh tokens are UUIDs; another text is `validation_failed`, which does not say that a session is over
    let e = client().auth().set_session("nobodys00000").await.unwrap_err();
    assert_eq!(code(&e), "validation_failed");
    let e = client().auth().set_session(uuid::Uuid::new_v4().to_string()).await.unwrap_err();
    assert_eq!(code(&e), "refresh_token_not_found");
    assert!(e.to_string().ends_with("sign in again"), "{e}");
}

#[tokio::test]
async fn askers_at_once_make_one_session() {
    let db = client();
    let (_, first) = signed_up(&db, "ann").await;
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move { db.auth().refresh_session().await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let held = db.auth().session().await.unwrap().unwrap();
    assert_ne!(held.refresh_token, first.refresh_token);
    db.auth().get_user().await.unwrap();
}
