//! Signing up and in: by password, by code, by link, by provider.

use super::{LITE, PASSWORD, SITE, WELCOME, address, builder, client, code, mail, signed_up, verified};
use crate::auth::sign_in;
use serde_json::json;
use supabase_orm::{
    auth::{Flow, Login, Otp, OtpKind, SignedUp, Verified},
    error::{ErrorKind, RedirectError},
};

#[tokio::test]
async fn a_sign_up_is_confirmed_by_the_code_of_its_mail() {
    let db = client();
    let ann = address("ann");
    let up = db.auth().sign_up(Login::email(&*ann), PASSWORD).data(json!({"plan": "free"}));
    let SignedUp::ConfirmationSent { user, .. } = up.send().await.unwrap() else { panic!("no session yet") };
    assert_eq!((&*user.email, user.is_anonymous, user.email_confirmed_at), (&*ann, false, None));
    let refused = sign_in(&db, &ann, PASSWORD).await.unwrap_err();
    assert_eq!(code(&refused), "email_not_confirmed");
    assert!(refused.to_string().contains("`resend` sends it again"), "{refused}");
    let session = verified(&db, &ann, mail(&ann).await.code().unwrap(), OtpKind::Signup).await;
    let user = session.user.as_ref().unwrap();
    assert!(user.email_confirmed_at.is_some() && user.last_sign_in_at.is_some(), "{user:?}");
    assert_eq!(user.user_metadata.as_ref().unwrap()["plan"], "free");
    let [identity] = &user.identities.as_ref().unwrap()[..] else { panic!("{:?}", user.identities) };
    assert_eq!((&*identity.provider, &identity.user_id), ("email", &user.id));
}

/// It writes times as PostgreSQL prints them, `2026-11-23 15:00:51.876+00`, and not as RFC 3339 has them.
#[tokio::test]
async fn its_times_are_read_though_they_are_no_rfc_3339() {
    let (_, session) = signed_up(&client(), "ann").await;
    let user = session.user.as_ref().unwrap();
    let raw = raw_user(session.access_token.expose()).await;
    let written = raw["created_at"].as_str().unwrap();
    assert!(written.contains(' ') && written.ends_with("+00"), "{written}");
    let expected = chrono::DateTime::parse_from_str(written, "%Y-%m-%d %H:%M:%S%.f%#z").unwrap();
    let created = user.created_at.as_ref().unwrap();
    assert_eq!(created.to_chrono(), Some(expected.to_utc()));
    assert!(created.to_time().is_some());
}

async fn raw_user(token: &str) -> serde_json::Value {
    let url = format!("{}/auth/v1/user", LITE.url());
    let sent = reqwest::Client::new().get(url).bearer_auth(token).send().await.unwrap();
    sent.json().await.unwrap()
}

/// Supabase Auth answers as if the address were free, lest it tell who has an account; this one says that mails come too often.
#[tokio::test]
async fn a_second_sign_up_of_an_address_is_refused_as_too_often() {
    let (ann, _) = signed_up(&client(), "ann").await;
    let again = client().auth().sign_up(Login::email(ann.to_uppercase()), "another one 2").send().await;
    assert_eq!(code(&again.unwrap_err()), "over_email_send_rate_limit");
    // and changes nothing
    sign_in(&client(), &ann, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_password_signs_in_and_a_wrong_one_is_refused() {
    let (ann, session) = signed_up(&client(), "ann").await;
    let db = client();
    for (who, password) in [(&*ann, "wrong"), ("nobody@example.com", PASSWORD)] {
        let e = sign_in(&db, who, password).await.unwrap_err();
        assert_eq!((code(&e), e.status().unwrap().as_u16()), ("invalid_credentials", 400));
    }
    let own = sign_in(&db, &ann, PASSWORD).await.unwrap();
    assert_eq!(own.user.as_ref().unwrap().id, session.user.as_ref().unwrap().id);
    assert_eq!((&*own.token_type, own.expires_in), ("bearer", 3600));
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
            let otp = Otp::Code(Login::email(&*ann), code.into());
            db.auth().verify_otp(otp, OtpKind::Magiclink).send()
        };
        assert_eq!(code(&verify(wrong).await.unwrap_err()), "otp_expired");
        let Verified::Session(session) = verify(&one).await.unwrap() else { panic!("a session") };
        assert_eq!(session.user.as_ref().unwrap().email, ann);
        assert_eq!(code(&verify(&one).await.unwrap_err()), "otp_expired");
        db.auth().sign_out().send().await.unwrap();
    }
}

/// Its documentation shows `type: "email"`; it knows the older names only, `signup` and `magiclink`.
#[tokio::test]
async fn it_knows_no_codes_of_the_kind_email() {
    let db = client();
    let ann = address("ann");
    db.auth().sign_in_with_otp(Login::email(&*ann)).send().await.unwrap();
    let otp = Otp::Code(Login::email(&*ann), mail(&ann).await.code().unwrap());
    let e = db.auth().verify_otp(otp.clone(), OtpKind::Email).send().await.unwrap_err();
    assert_eq!((code(&e), e.status().unwrap().as_u16()), ("validation_failed", 400));
    // and the code is not used up
    let verified = db.auth().verify_otp(otp, OtpKind::Magiclink).send().await.unwrap();
    assert!(matches!(verified, Verified::Session(_)), "{verified:?}");
}

#[tokio::test]
async fn the_hash_of_a_link_signs_in() {
    let db = client();
    let ann = address("ann");
    db.auth().sign_in_with_otp(Login::email(&*ann)).send().await.unwrap();
    let hash = Otp::TokenHash(mail(&ann).await.token_hash().unwrap());
    let verified = db.auth().verify_otp(hash, OtpKind::Magiclink).send().await.unwrap();
    let Verified::Session(session) = verified else { panic!("a session") };
    assert_eq!(session.user.as_ref().unwrap().email, ann);
}

/// Where the link leads to; it names the site, and is followed at the server.
async fn follow(link: &str) -> String {
    let query = link.split_once('?').unwrap().1;
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let answer = browser.get(format!("{}/auth/v1/verify?{query}", LITE.url())).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 303);
    answer.headers()["location"].to_str().unwrap().to_owned()
}

/// It reads `redirect_to` at the link only and not where the mail is asked for: every mail leads to the site.
#[tokio::test]
async fn an_implicit_link_brings_the_tokens_to_the_site() {
    let db = builder().auth_flow(Flow::Implicit).build().unwrap();
    let ann = address("ann");
    db.auth().sign_in_with_otp(Login::email(&*ann)).redirect_to(WELCOME).send().await.unwrap();
    let landed = follow(&mail(&ann).await.link().unwrap()).await;
    assert!(landed.starts_with(&format!("{SITE}#access_token=")), "{landed}");
    let came = db.auth().session_from_url(&landed, None).await.unwrap();
    let Verified::Session(session) = came else { panic!("a session") };
    // fragments bring no user: the server is asked
    assert_eq!(session.user.as_ref().unwrap().email, ann);
    assert_eq!(db.auth().get_user().await.unwrap().email, ann);
}

/// Its mails have no codes of flows, whatever the client asks for: links bring tokens. Our client, which asked for a code, does not
/// take them, because anybody could have made that address; `auth_flow(Flow::Implicit)` is what works.
#[tokio::test]
async fn links_of_mails_know_no_pkce_and_are_not_taken_for_it() {
    let db = client();
    let ann = address("ann");
    let sent = db.auth().sign_in_with_otp(Login::email(&*ann)).send().await.unwrap();
    let landed = follow(&mail(&ann).await.link().unwrap()).await;
    assert!(landed.contains("access_token=") && !landed.contains("code="), "{landed}");
    let e = db.auth().session_from_url(&landed, sent.flow).await.unwrap_err();
    assert!(matches!(e.kind(), ErrorKind::Redirect(RedirectError::NotOfFlow)), "{e:?}");
    assert!(db.auth().session().await.unwrap().is_none());
}

#[tokio::test]
async fn a_link_that_was_followed_before_brings_the_error() {
    let db = builder().auth_flow(Flow::Implicit).build().unwrap();
    let ann = address("ann");
    db.auth().sign_in_with_otp(Login::email(&*ann)).send().await.unwrap();
    let link = mail(&ann).await.link().unwrap();
    follow(&link).await;
    let e = db.auth().session_from_url(&follow(&link).await, None).await.unwrap_err();
    assert_eq!(code(&e), "otp_expired");
    assert!(e.to_string().contains("ask for another"), "{e}");
}

/// It refuses every second mail of a sign-up, however long ago the first was.
#[tokio::test]
async fn the_mail_of_a_sign_up_is_not_sent_again() {
    let db = client();
    let ann = address("ann");
    db.auth().sign_up(Login::email(&*ann), PASSWORD).send().await.unwrap();
    let first = mail(&ann).await.code().unwrap();
    let e = db.auth().resend(Login::email(&*ann), OtpKind::Signup).send().await.unwrap_err();
    assert_eq!((code(&e), e.status().unwrap().as_u16()), ("over_email_send_rate_limit", 429));
    assert!(e.is_temporary() && e.to_string().contains("wait a minute"), "{e}");
    verified(&db, &ann, first, OtpKind::Signup).await;
    // who is confirmed, or is nobody, gets none, and the answer does not tell
    db.auth().resend(Login::email(&*ann), OtpKind::Signup).send().await.unwrap();
    db.auth().resend(Login::email(address("nobody")), OtpKind::Signup).send().await.unwrap();
}
