use crate::server::{ID, Server, jwt, session, session_with, user};
use serde_json::{Value, json};
use supabase_orm::{
    auth::{Aal, AuthEvent, Channel, FactorProof, Login, NewFactor},
    error::{AuthErrorCode, ErrorKind},
};

#[tokio::test]
async fn factors_are_begun() {
    let answer = json!({
        "id": ID, "type": "totp", "friendly_name": "f",
        "totp": {"qr_code": "<svg fill=\"#000\"/>", "secret": "SECRET", "uri": "otpauth://SECRET"},
    });
    let server = Server::new([
        (200, answer),
        (200, json!({"id": ID, "type": "phone", "friendly_name": "p", "phone": "+1333"})),
        (200, json!({"id": ID, "type": "webauthn", "friendly_name": "key"})),
        (422, json!({"code": "mfa_factor_name_conflict", "message": "m"})),
    ]);
    let mfa = server.signed_in(session()).await.auth().mfa();
    let totp = mfa.enroll(NewFactor::totp().friendly_name("f").issuer("example.com")).await.unwrap();
    let shown = format!("{totp:?}");
    assert!(shown.contains("redacted") && !shown.contains("SECRET") && !shown.contains("svg"), "{shown}");
    let secret = totp.totp.unwrap();
    assert_eq!((secret.secret.as_str(), secret.uri.as_str()), ("SECRET", "otpauth://SECRET"));
    assert_eq!(secret.data_url(), "data:image/svg+xml;base64,PHN2ZyBmaWxsPSIjMDAwIi8+");
    let phone = mfa.enroll(NewFactor::phone("+1333").friendly_name("p")).await.unwrap();
    assert_eq!((phone.phone.as_deref(), phone.factor_type.as_str()), (Some("+1333"), "phone"));
    assert!(mfa.enroll(NewFactor::webauthn().friendly_name("key")).await.unwrap().totp.is_none());
    let fault = mfa.enroll(NewFactor::totp()).await.unwrap_err();
    assert_eq!(fault.auth_code(), Some(&AuthErrorCode::MfaFactorNameConflict));
    assert_eq!(
        server.seen(),
        [
            r#"POST factors | user | {"factor_type":"totp","friendly_name":"f","issuer":"example.com"}"#,
            r#"POST factors | user | {"factor_type":"phone","friendly_name":"p","phone":"+1333"}"#,
            r#"POST factors | user | {"factor_type":"webauthn","friendly_name":"key"}"#,
            r#"POST factors | user | {"factor_type":"totp"}"#,
        ]
    );
}

#[tokio::test]
async fn challenges_are_asked_for() {
    let options = json!({"publicKey": {"challenge": "c"}});
    let webauthn = json!({"type": "create", "credential_options": options});
    let server = Server::new([
        (200, json!({"id": "c1", "type": "phone", "expires_at": 1_795_449_390})),
        (200, json!({"id": "c2", "type": "webauthn", "expires_at": 1_795_449_390, "webauthn": webauthn})),
    ]);
    let mfa = server.signed_in(session()).await.auth().mfa();
    let challenge = mfa.challenge(ID).channel(Channel::Whatsapp).send().await.unwrap();
    assert_eq!((challenge.id.as_str(), challenge.expires_at), ("c1", 1_795_449_390));
    let challenge = mfa.challenge(ID).relying_party("h", ["http://h"]).send().await.unwrap();
    assert_eq!(challenge.webauthn.unwrap().credential_options, options);
    assert_eq!(
        server.seen(),
        [
            format!(r#"POST factors/{ID}/challenge | user | {{"channel":"whatsapp"}}"#),
            format!(
                r#"POST factors/{ID}/challenge | user | {{"webauthn":{{"rpId":"h","rpOrigins":["http://h"]}}}}"#
            ),
        ]
    );
}

#[tokio::test]
async fn a_proof_is_a_new_session() {
    let challenge = json!({"id": "c1", "type": "totp", "expires_at": 1});
    let raised = session_with(&json!({"sub": ID, "aal": "aal2"}));
    let server = Server::new([(200, challenge), (200, raised.clone()), (200, raised)]);
    let client = server.signed_in(session()).await;
    let mut events = client.auth().events().await;
    assert!(matches!(events.next().await, Some(AuthEvent::InitialSession(Some(_)))));
    client.auth().mfa().challenge_and_verify(ID, "123456").await.unwrap();
    assert!(matches!(events.next().await, Some(AuthEvent::MfaChallengeVerified(_))));
    let level = client.auth().mfa().get_authenticator_assurance_level().await.unwrap();
    assert_eq!(level.current, Some(Aal::Aal2));
    let proof = FactorProof::Webauthn { kind: "create".into(), credential_response: json!({"id": "x"}) };
    assert_eq!(format!("{proof:?}"), "Webauthn(redacted)");
    client.auth().mfa().verify(ID, "c2", proof).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen[0], format!("POST factors/{ID}/challenge | user | {{}}"));
    let body = |line: &str| -> Value { serde_json::from_str(line.rsplit(" | ").next().unwrap()).unwrap() };
    assert!(seen[1].starts_with(&format!("POST factors/{ID}/verify | user | ")));
    assert_eq!(body(&seen[1]), json!({"factor_id": ID, "challenge_id": "c1", "code": "123456"}));
    let webauthn = json!({"type": "create", "credential_response": {"id": "x"}});
    assert_eq!(body(&seen[2]), json!({"factor_id": ID, "challenge_id": "c2", "webauthn": webauthn}));
}

#[tokio::test]
async fn factors_go_and_are_listed_by_kind() {
    let factor =
        |id: &str, kind: &str, status: &str| json!({"id": id, "factor_type": kind, "status": status});
    let factors = json!([
        factor("a", "totp", "verified"),
        factor("b", "totp", "unverified"),
        factor("c", "phone", "verified"),
        factor("d", "webauthn", "verified"),
        factor("e", "brand_new", "verified"),
    ]);
    let mut owner = user();
    owner["factors"] = factors;
    let server = Server::new([(200, json!({"id": ID})), (200, owner), (200, user())]);
    let mfa = server.signed_in(session()).await.auth().mfa();
    mfa.unenroll(ID).await.unwrap();
    let list = mfa.list_factors().await.unwrap();
    let ids = |list: &[supabase_orm::auth::Factor]| list.iter().map(|f| f.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&list.all), ["a", "b", "c", "d", "e"]);
    assert_eq!((ids(&list.totp), ids(&list.phone)), (vec!["a".to_owned()], vec!["c".to_owned()]));
    assert_eq!(ids(&list.webauthn), ["d"]);
    assert!(mfa.list_factors().await.unwrap().all.is_empty());
    assert_eq!(server.seen()[..2], [format!("DELETE factors/{ID} | user"), "GET user | user".to_owned()]);
}

#[tokio::test]
async fn levels_come_from_the_token_and_the_factors() {
    let amr = json!([{"method": "password", "timestamp": 1_699_996_000}]);
    let mut one = session_with(&json!({"sub": ID, "aal": "aal1", "amr": amr}));
    one["user"]["factors"] = json!([{"id": "a", "factor_type": "totp", "status": "verified"}]);
    let server = Server::default();
    let level = server.signed_in(one).await.auth().mfa().get_authenticator_assurance_level().await.unwrap();
    assert_eq!((level.current, level.next), (Some(Aal::Aal1), Some(Aal::Aal2)));
    assert_eq!(
        (level.methods[0].method.as_str(), level.methods[0].timestamp),
        ("password", Some(1_699_996_000))
    );

    let new = session_with(&json!({"sub": ID, "aal": "aal7"}));
    let level = server.signed_in(new).await.auth().mfa().get_authenticator_assurance_level().await.unwrap();
    assert_eq!((&level.current, &level.next), (&Some(Aal::Other("aal7".into())), &level.current));
    assert!(level.methods.is_empty());

    let nobody = server.client().auth().mfa().get_authenticator_assurance_level().await.unwrap();
    assert_eq!((nobody.current, nobody.next), (None, None));
    assert!(server.seen().is_empty(), "the session has it all");

    let server = Server::one(user());
    let handle = server.client().as_user(jwt(&json!({"sub": ID, "aal": "aal1"})));
    let level = handle.auth().mfa().get_authenticator_assurance_level().await.unwrap();
    assert_eq!((level.current, level.next), (Some(Aal::Aal1), Some(Aal::Aal1)));
    assert_eq!(server.seen(), ["GET user | user"]);
}

#[tokio::test]
async fn nobody_and_odd_ids_send_nothing() {
    let server = Server::default();
    let mfa = server.client().auth().mfa();
    for fault in [
        mfa.enroll(NewFactor::totp()).await.unwrap_err(),
        mfa.challenge(ID).send().await.unwrap_err(),
        mfa.verify(ID, "c", "1").await.unwrap_err(),
        mfa.unenroll(ID).await.unwrap_err(),
        mfa.list_factors().await.unwrap_err(),
    ] {
        assert!(matches!(fault.kind(), ErrorKind::NoSession) && fault.is_not_sent(), "{fault}");
    }
    let mfa = server.signed_in(session()).await.auth().mfa();
    for id in ["", "..", "a/b", "a?b", "%2e%2e"] {
        assert!(mfa.unenroll(id).await.unwrap_err().is_not_sent(), "{id}");
        assert!(mfa.challenge(id).send().await.unwrap_err().is_not_sent(), "{id}");
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn handles_of_users_leave_the_session_alone() {
    let raised = session_with(&json!({"sub": ID, "aal": "aal2"}));
    let server = Server::new([(200, raised.clone()), (200, raised), (204, Value::Null)]);
    let client = server.client();
    let handle = client.as_user(jwt(&json!({"sub": ID, "aal": "aal1"})));
    let session = handle.auth().mfa().verify(ID, "c", "1").await.unwrap();
    assert_eq!(session.refresh_token.expose(), "r");
    assert!(client.auth().session().await.unwrap().is_none());

    client.auth().sign_in_with_password(Login::email("a@b.c"), "p").send().await.unwrap();
    handle.auth().sign_out().send().await.unwrap();
    assert!(client.auth().session().await.unwrap().is_some());
    assert_eq!(server.seen()[2], "POST logout?scope=global | user");
}
