//! Users without a name, until they have one.

use super::{address, client, code, mail, read, sign_in, verified, write};
use supabase_orm::auth::{NewFactor, OtpKind};

#[tokio::test]
async fn an_anonymous_user_becomes_a_permanent_one_and_keeps_its_rows() {
    let db = client();
    let session =
        db.auth().sign_in_anonymously().data(serde_json::json!({"theme": "dark"})).send().await.unwrap();
    let user = session.user.clone().unwrap();
    assert!(user.is_anonymous && user.email.is_empty() && user.identities.as_ref().unwrap().is_empty());
    write(&db, "before").await.unwrap();
    assert_eq!(code(&db.auth().mfa().enroll(NewFactor::totp()).await.unwrap_err()), "no_authorization");
    let early = db.auth().update_user().password("a password 1").send().await.unwrap_err();
    assert_eq!((code(&early), early.status().unwrap().as_u16()), ("validation_failed", 422));

    let ann = address("ann");
    let asked = db.auth().update_user().email(&*ann).send().await.unwrap();
    assert_eq!((asked.is_anonymous, &*asked.email, asked.new_email.as_deref()), (true, "", Some(&*ann)));
    let session = verified(&db, &ann, mail(&ann).await.code().unwrap(), OtpKind::EmailChange).await;
    let permanent = session.user.clone().unwrap();
    assert_eq!((&permanent.id, &*permanent.email, permanent.is_anonymous), (&user.id, &*ann, false));
    assert_eq!(permanent.user_metadata.unwrap()["theme"], "dark");
    db.auth().update_user().password("a password 1").send().await.unwrap();

    let elsewhere = client();
    sign_in(&elsewhere, &ann, "a password 1").await.unwrap();
    assert_eq!(read(&elsewhere).await, ["before"]);
}
