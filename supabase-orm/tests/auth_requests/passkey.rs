use crate::server::{ID, OTHER_ID, Server, session};
use serde_json::json;
use supabase_orm::auth::{OAuthAuthorization, Web3Chain};

fn passkey(name: &str) -> serde_json::Value {
    json!({"id": ID, "friendly_name": name, "created_at": "2026-11-23T15:51:53.911091Z", "x": 1})
}

#[tokio::test]
async fn passkeys_are_registered_renamed_and_deleted() {
    let options =
        json!({"challenge_id": OTHER_ID, "options": {"rp": {"id": "localhost"}}, "expires_at": 7, "y": 2});
    let server = Server::new([
        (200, options),
        (200, passkey("Passkey")),
        (200, json!([passkey("Passkey")])),
        (200, passkey("My laptop")),
        (204, json!(null)),
    ]);
    let passkeys = server.signed_in(session()).await.auth().passkey();
    let challenge = passkeys.start_registration().await.unwrap();
    assert_eq!((challenge.expires_at, &challenge.other["y"]), (Some(7), &json!(2)));
    let made =
        passkeys.verify_registration(&challenge.challenge_id, json!({"id": "c", "x": null})).await.unwrap();
    assert_eq!(
        (made.friendly_name.as_str(), made.last_used_at, &made.other["x"]),
        ("Passkey", None, &json!(1))
    );
    assert_eq!(passkeys.list().await.unwrap().len(), 1);
    assert_eq!(passkeys.update(ID, "My laptop").await.unwrap().friendly_name, "My laptop");
    passkeys.delete(ID).await.unwrap();
    for id in ["", "..", "a/b"] {
        assert!(passkeys.delete(id).await.unwrap_err().is_not_sent());
    }
    assert_eq!(
        server.seen(),
        [
            "POST passkeys/registration/options | user | {}".to_owned(),
            format!(
                r#"POST passkeys/registration/verify | user | {{"challenge_id":"{OTHER_ID}","credential":{{"id":"c","x":null}}}}"#
            ),
            "GET passkeys | user".into(),
            format!(r#"PATCH passkeys/{ID} | user | {{"friendly_name":"My laptop"}}"#),
            format!("DELETE passkeys/{ID} | user"),
        ]
    );
}

#[tokio::test]
async fn a_passkey_or_a_wallet_signs_in() {
    let options = json!({"challenge_id": ID, "options": {"rpId": "localhost"}, "expires_at": 7});
    let server = Server::new([(200, options), (200, session()), (200, session()), (200, session())]);
    let client = server.client();
    let passkeys = client.auth().passkey();
    let challenge = passkeys.start_authentication().captcha_token("proof").send().await.unwrap();
    passkeys.verify_authentication(&challenge.challenge_id, json!({"id": "c"})).await.unwrap();
    assert!(client.auth().session().await.unwrap().is_some());
    let client = server.client();
    client.auth().sign_in_with_web3(Web3Chain::Solana, "m", "s").send().await.unwrap();
    let ethereum = client.auth().sign_in_with_web3(Web3Chain::Ethereum, "m", "0x1");
    ethereum.captcha_token("proof").send().await.unwrap();
    assert_eq!(
        server.seen(),
        [
            r#"POST passkeys/authentication/options | key | {"gotrue_meta_security":{"captcha_token":"proof"}}"#.to_owned(),
            format!(
                r#"POST passkeys/authentication/verify | key | {{"challenge_id":"{ID}","credential":{{"id":"c"}}}}"#
            ),
            r#"POST token?grant_type=web3 | key | {"chain":"solana","message":"m","signature":"s"}"#.into(),
            r#"POST token?grant_type=web3 | user | {"chain":"ethereum","gotrue_meta_security":{"captcha_token":"proof"},"message":"m","signature":"0x1"}"#.into(),
        ]
    );
}

#[tokio::test]
async fn a_user_consents_to_other_programs() {
    let details = json!({
        "authorization_id": "z3f4", "redirect_uri": "https://app/cb", "scope": "email profile",
        "client": {"id": ID, "name": "My App", "uri": "https://app"}, "user": {"id": OTHER_ID, "email": "a@b.c"},
    });
    let back = json!({"redirect_url": "https://app/cb?code=secret"});
    let grant = json!({
        "client": {"id": ID, "name": "My App"}, "scopes": ["email"], "granted_at": "2026-11-23T15:52:21.237788Z",
    });
    let server = Server::new([
        (200, details),
        (200, back.clone()),
        (200, back.clone()),
        (200, back),
        (200, json!([grant])),
        (204, json!(null)),
    ]);
    let oauth = server.signed_in(session()).await.auth().oauth();
    match oauth.get_authorization_details("z3f4").await.unwrap() {
        OAuthAuthorization::Pending(asked) => {
            assert_eq!((asked.client.name.as_str(), asked.user.email.as_str()), ("My App", "a@b.c"));
            assert_eq!(asked.client.other["uri"], "https://app");
        }
        other @ OAuthAuthorization::Consented { .. } => panic!("{other:?}"),
    }
    let consented = oauth.get_authorization_details("z3f4").await.unwrap();
    assert!(
        matches!(&consented, OAuthAuthorization::Consented { redirect_url } if redirect_url.contains("secret"))
    );
    assert!(!format!("{consented:?}").contains("secret"));
    assert_eq!(oauth.approve_authorization("z3f4").await.unwrap(), "https://app/cb?code=secret");
    oauth.deny_authorization("z3f4").await.unwrap();
    assert_eq!(oauth.list_grants().await.unwrap()[0].scopes, ["email"]);
    oauth.revoke_grant(ID).await.unwrap();
    assert!(oauth.approve_authorization("a/b").await.unwrap_err().is_not_sent());
    assert_eq!(
        server.seen(),
        [
            "GET oauth/authorizations/z3f4 | user".to_owned(),
            "GET oauth/authorizations/z3f4 | user".into(),
            r#"POST oauth/authorizations/z3f4/consent | user | {"action":"approve"}"#.into(),
            r#"POST oauth/authorizations/z3f4/consent | user | {"action":"deny"}"#.into(),
            "GET user/oauth/grants | user".into(),
            format!("DELETE user/oauth/grants?client_id={ID} | user"),
        ]
    );
}

#[tokio::test]
async fn passkeys_and_factors_of_others_are_administered() {
    let factor =
        json!({"id": OTHER_ID, "friendly_name": "new", "factor_type": "phone", "status": "verified"});
    let server = Server::new([(200, json!([passkey("a")])), (204, json!(null)), (200, factor)]);
    let admin = server.client().auth().admin();
    assert_eq!(admin.passkey().list_passkeys(ID).await.unwrap()[0].friendly_name, "a");
    admin.passkey().delete_passkey(ID, OTHER_ID).await.unwrap();
    assert!(admin.passkey().delete_passkey(ID, "nonsense").await.unwrap_err().is_not_sent());
    let changed =
        admin.mfa().update_factor(ID, OTHER_ID).friendly_name("new").phone("491").send().await.unwrap();
    assert_eq!(changed.friendly_name, "new");
    assert!(admin.mfa().update_factor("nonsense", ID).send().await.unwrap_err().is_not_sent());
    assert_eq!(
        server.seen(),
        [
            format!("GET admin/users/{ID}/passkeys | key"),
            format!("DELETE admin/users/{ID}/passkeys/{OTHER_ID} | key"),
            format!(
                r#"PUT admin/users/{ID}/factors/{OTHER_ID} | key | {{"friendly_name":"new","phone":"491"}}"#
            ),
        ]
    );
}
