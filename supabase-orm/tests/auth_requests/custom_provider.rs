use crate::server::{ID, Server};
use serde_json::json;
use supabase_orm::auth::CustomProviderKind;

#[tokio::test]
async fn providers_of_ones_own_are_administered() {
    let provider = json!({
        "id": ID, "provider_type": "oauth2", "identifier": "custom:acme", "name": "Acme", "client_id": "cid",
        "scopes": ["email"], "enabled": true, "token_url": "https://a/t", "custom_claims_allowlist": [],
    });
    let answers = [
        (201, provider.clone()),
        (201, provider.clone()),
        (200, json!({"providers": [provider]})),
        (200, provider.clone()),
        (200, provider),
        (204, json!(null)),
    ];
    let server = Server::new(answers);
    let providers = server.client().auth().admin().custom_providers();
    let kind = CustomProviderKind::OAuth2 {
        authorization_url: "https://a/a".into(),
        token_url: "https://a/t".into(),
        userinfo_url: "https://a/u".into(),
    };
    let made = providers.create_provider("custom:acme", kind).name("Acme").client("cid", "SECRET");
    assert_eq!(format!("{made:?}"), "CreateCustomProvider");
    let made = made.scopes(["email"]).send().await.unwrap();
    assert_eq!((made.enabled, &made.other["token_url"]), (true, &json!("https://a/t")));
    let oidc = CustomProviderKind::Oidc { issuer: "https://o".into() };
    providers.create_provider("custom:o", oidc).attribute("email_optional", true).send().await.unwrap();
    assert_eq!(providers.list_providers().await.unwrap().len(), 1);
    providers.get_provider("custom:acme").await.unwrap();
    providers.update_provider("custom:acme").enabled(false).send().await.unwrap();
    providers.delete_provider("custom:acme").await.unwrap();
    assert_eq!(
        server.seen(),
        [
            r#"POST admin/custom-providers | key | {"authorization_url":"https://a/a","client_id":"cid","client_secret":"SECRET","identifier":"custom:acme","name":"Acme","provider_type":"oauth2","scopes":["email"],"token_url":"https://a/t","userinfo_url":"https://a/u"}"#,
            r#"POST admin/custom-providers | key | {"email_optional":true,"identifier":"custom:o","issuer":"https://o","provider_type":"oidc"}"#,
            "GET admin/custom-providers | key",
            "GET admin/custom-providers/custom:acme | key",
            r#"PUT admin/custom-providers/custom:acme | key | {"enabled":false}"#,
            "DELETE admin/custom-providers/custom:acme | key",
        ]
    );
}

#[tokio::test]
async fn a_name_is_one_part_of_a_path() {
    let server = Server::default();
    let providers = server.client().auth().admin().custom_providers();
    for odd in ["", "..", "a/b", "a b"] {
        assert!(providers.get_provider(odd).await.unwrap_err().is_not_sent(), "{odd}");
        assert!(providers.update_provider(odd).send().await.unwrap_err().is_not_sent(), "{odd}");
        assert!(providers.delete_provider(odd).await.unwrap_err().is_not_sent(), "{odd}");
    }
    assert!(server.seen().is_empty());
}
