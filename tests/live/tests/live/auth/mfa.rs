//! Second factors, with the codes of a real authenticator.

use super::{PASSWORD, client, code, read, sign_in, signed_up, write};
use supabase_orm::{
    Client,
    auth::{Aal, AuthEvent, NewFactor, TotpSecret},
};
use totp_rs::{Algorithm, Secret, TOTP};

fn now(totp: &TotpSecret) -> String {
    let secret = Secret::Encoded(totp.secret.clone()).to_bytes().unwrap();
    TOTP::new(Algorithm::SHA1, 6, 1, 30, secret).unwrap().generate_current().unwrap()
}

async fn level(db: &Client) -> (Option<Aal>, Option<Aal>) {
    let level = db.auth().mfa().get_authenticator_assurance_level().await.unwrap();
    (level.current, level.next)
}

#[tokio::test]
async fn a_second_factor_raises_the_session_and_what_it_sees() {
    let (aal1, aal2) = (Some(Aal::Aal1), Some(Aal::Aal2));
    let db = client();
    let (ann, _) = signed_up(&db, "ann").await;
    let mfa = db.auth().mfa();
    let factor = mfa.enroll(NewFactor::totp().friendly_name("phone")).await.unwrap();
    let totp = factor.totp.as_ref().unwrap();
    assert!(totp.uri.starts_with("otpauth://totp/") && totp.qr_code.contains("<svg"));
    assert_eq!(level(&db).await, (aal1.clone(), aal1.clone()));
    assert!(mfa.list_factors().await.unwrap().totp.is_empty());
    let twice = mfa.enroll(NewFactor::totp().friendly_name("phone")).await.unwrap_err();
    assert_eq!(code(&twice), "mfa_factor_name_conflict");
    let right = now(totp);
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let e = mfa.challenge_and_verify(&factor.id, wrong).await.unwrap_err();
    assert_eq!(code(&e), "mfa_verification_failed");

    let mut events = db.auth().events().await;
    events.next().await;
    mfa.challenge_and_verify(&factor.id, &now(totp)).await.unwrap();
    assert!(matches!(events.next().await, Some(AuthEvent::MfaChallengeVerified(_))));
    assert_eq!(level(&db).await, (aal2.clone(), aal2.clone()));
    write(&db, "secret").await.unwrap();
    db.auth().refresh_session().await.unwrap();
    assert_eq!(level(&db).await.0, aal2);
    assert_eq!(mfa.list_factors().await.unwrap().totp.len(), 1);

    // a password alone is not enough any more
    let weak = client();
    sign_in(&weak, &ann, PASSWORD).await.unwrap();
    assert_eq!(level(&weak).await, (aal1.clone(), aal2));
    assert_eq!((read(&weak).await.len(), read(&db).await.len()), (0, 1));
    let e = weak.auth().update_user().password("a new one 2").send().await.unwrap_err();
    assert_eq!((code(&e), e.status().unwrap().as_u16()), ("insufficient_aal", 401));

    mfa.unenroll(&factor.id).await.unwrap();
    db.auth().refresh_session().await.unwrap();
    assert_eq!(level(&db).await, (aal1.clone(), aal1));
}
