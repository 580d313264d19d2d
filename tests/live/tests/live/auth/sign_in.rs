//! Signing up and in: by password, by code, by phone.

use super::{PASSWORD, address, client, code, mail, read, sign_in, signed_up, verified, write};
use crate::world::db as service;
use supabase_orm::auth::{Login, Otp, OtpKind, SignedUp, Verified};

#[tokio::test]
async fn a_confirmed_user_sees_its_own_rows_and_nobody_elses() {
    let db = client();
    let ann = address("ann");
    let made = db.auth().sign_up(Login::email(&*ann), PASSWORD).send().await.unwrap();
    let SignedUp::ConfirmationSent { user, .. } = made else { panic!("{made:?}") };
    assert!(db.auth().session().await.unwrap().is_none());
    assert_eq!(code(&sign_in(&db, &ann, PASSWORD).await.unwrap_err()), "email_not_confirmed");
    let session = verified(&db, &ann, mail(&ann).await.code().unwrap(), OtpKind::Email).await;
    assert_eq!(session.user.as_ref().unwrap().id, user.id);

    write(&db, "dear diary").await.unwrap();
    let bob = client();
    signed_up(&bob, "bob").await;
    write(&bob, "not yours").await.unwrap();
    assert_eq!(read(&db).await, ["dear diary"]);
    assert_eq!(read(&bob).await, ["not yours"]);
    // signed out, the key counts
    db.auth().sign_out().send().await.unwrap();
    assert!(read(&db).await.is_empty());
    assert!(write(&db, "nobody's").await.unwrap_err().is_permission_denied());
    assert!(read(&service()).await.len() >= 2);
}

#[tokio::test]
async fn a_sign_up_does_not_tell_who_has_an_account() {
    let db = client();
    let (ann, _) = signed_up(&db, "ann").await;
    let again =
        client().auth().sign_up(Login::email(ann.to_uppercase()), "another one 2").send().await.unwrap();
    let SignedUp::MayExist(user) = again else { panic!("{again:?}") };
    assert_eq!((&*user.email, &*user.role), (&*ann, ""));
    // and changes nothing
    sign_in(&db, &ann, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_password_signs_in_and_a_wrong_one_is_refused() {
    let (ann, session) = signed_up(&client(), "ann").await;
    let db = client();
    for (who, password) in [(&*ann, "no horse 1"), ("nobody@example.com", PASSWORD)] {
        let e = sign_in(&db, who, password).await.unwrap_err();
        assert_eq!((code(&e), e.status().unwrap().as_u16()), ("invalid_credentials", 400));
        assert!(!e.to_string().contains(password));
    }
    assert!(db.auth().session().await.unwrap().is_none());
    let own = sign_in(&db, &ann, PASSWORD).await.unwrap();
    assert_eq!(own.user.as_ref().unwrap().id, session.user.as_ref().unwrap().id);
    let short = client().auth().sign_up(Login::email(address("eve")), "abc").send().await.unwrap_err();
    assert_eq!(code(&short), "weak_password");
}

#[tokio::test]
async fn a_code_from_a_mail_signs_in_once() {
    let db = client();
    let ann = address("ann");
    let asked = db.auth().sign_in_with_otp(Login::email(&*ann)).create_user(false).send().await.unwrap_err();
    assert_eq!(code(&asked), "otp_disabled");
    // the first time it makes the user
    for _ in 0..2 {
        db.auth().sign_in_with_otp(Login::email(&*ann)).send().await.unwrap();
        let one = mail(&ann).await.code().unwrap();
        let wrong = if one == "000000" { "000001" } else { "000000" };
        let verify = |code: &str| {
            db.auth().verify_otp(Otp::Code(Login::email(&*ann), code.into()), OtpKind::Email).send()
        };
        assert_eq!(code(&verify(wrong).await.unwrap_err()), "otp_expired");
        let Verified::Session(session) = verify(&one).await.unwrap() else { panic!("a session") };
        assert_eq!(session.user.as_ref().unwrap().email, ann);
        assert_eq!(code(&verify(&one).await.unwrap_err()), "otp_expired");
        db.auth().sign_out().send().await.unwrap();
    }
}

#[tokio::test]
async fn a_code_that_is_sent_again_replaces_the_first() {
    let db = client();
    let ann = address("ann");
    db.auth().sign_up(Login::email(&*ann), PASSWORD).send().await.unwrap();
    let first = mail(&ann).await.code().unwrap();
    db.auth().resend(Login::email(&*ann), OtpKind::Signup).send().await.unwrap();
    let second = mail(&ann).await.code().unwrap();
    if first != second {
        let old = Otp::Code(Login::email(&*ann), first);
        assert_eq!(
            code(&db.auth().verify_otp(old, OtpKind::Signup).send().await.unwrap_err()),
            "otp_expired"
        );
    }
    verified(&db, &ann, second, OtpKind::Signup).await;
}

#[tokio::test]
async fn a_phone_signs_in_with_its_code() {
    // a number of which every Auth server that is tested knows the code
    let phone = Login::phone("+12025550101");
    let db = client();
    db.auth().sign_in_with_otp(phone.clone()).send().await.unwrap();
    let wrong = Otp::Code(phone.clone(), "000000".into());
    assert_eq!(code(&db.auth().verify_otp(wrong, OtpKind::Sms).send().await.unwrap_err()), "otp_expired");
    let right = Otp::Code(phone, "123456".into());
    let Verified::Session(session) = db.auth().verify_otp(right, OtpKind::Sms).send().await.unwrap() else {
        panic!("a session");
    };
    let user = session.user.as_ref().unwrap();
    assert_eq!((&*user.phone, &*user.email), ("12025550101", ""));
    write(&db, "by phone").await.unwrap();
    assert!(read(&db).await.contains(&"by phone".to_owned()));
}
