use crate::server::{ID, Server};
use serde_json::json;
use supabase_orm::auth::SamlMetadata;

#[tokio::test]
async fn identity_providers_are_administered() {
    let provider = json!({
        "id": ID, "disabled": null, "domains": [{"domain": "company.com"}], "x": 1,
        "saml": {"entity_id": "https://idp/saml", "metadata_xml": "<x/>", "attribute_mapping": {}, "y": 2},
    });
    let answers = [
        (201, provider.clone()),
        (200, json!({"items": [provider]})),
        (200, json!({"items": null})),
        (200, provider.clone()),
        (200, provider.clone()),
        (200, provider),
    ];
    let server = Server::new(answers);
    let sso = server.client().auth().admin().sso();
    let made = sso.create_provider(SamlMetadata::Url("https://idp/m".into())).domains(["company.com"]);
    let made = made.attribute_mapping(json!({"keys": {}})).send().await.unwrap();
    assert_eq!(
        (made.disabled, made.domains[0].domain.as_str(), &made.other["x"]),
        (None, "company.com", &json!(1))
    );
    let saml = made.saml.unwrap();
    assert_eq!((saml.entity_id.as_str(), &saml.other["y"]), ("https://idp/saml", &json!(2)));
    assert_eq!(sso.list_providers().await.unwrap().len(), 1);
    assert!(sso.list_providers().await.unwrap().is_empty());
    sso.get_provider(ID).await.unwrap();
    let changed = sso.update_provider(ID).domains(["a.b"]).disabled(true);
    changed.metadata(SamlMetadata::Xml("<x/>".into())).send().await.unwrap();
    sso.delete_provider(ID).await.unwrap();
    assert_eq!(
        server.seen(),
        [
            r#"POST admin/sso/providers | key | {"attribute_mapping":{"keys":{}},"domains":["company.com"],"metadata_url":"https://idp/m","type":"saml"}"#.to_owned(),
            "GET admin/sso/providers | key".into(),
            "GET admin/sso/providers | key".into(),
            format!("GET admin/sso/providers/{ID} | key"),
            format!(
                r#"PUT admin/sso/providers/{ID} | key | {{"disabled":true,"domains":["a.b"],"metadata_xml":"<x/>"}}"#
            ),
            format!("DELETE admin/sso/providers/{ID} | key"),
        ]
    );
}

#[tokio::test]
async fn an_identity_provider_is_named_by_a_uuid() {
    let server = Server::default();
    let sso = server.client().auth().admin().sso();
    for id in ["", "nonsense"] {
        assert!(sso.get_provider(id).await.unwrap_err().is_not_sent());
        assert!(sso.update_provider(id).send().await.unwrap_err().is_not_sent());
        assert!(sso.delete_provider(id).await.unwrap_err().is_not_sent());
    }
    assert!(server.seen().is_empty());
}
