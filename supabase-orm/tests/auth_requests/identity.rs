use crate::server::{ID, Server, session, user};
use serde_json::{Value, json};
use supabase_orm::auth::{AuthEvent, Identity};

#[tokio::test]
async fn identities_are_linked_at_an_address() {
    let server = Server::one(json!({"url": "https://github.com/login"}));
    let client = server.signed_in(session()).await;
    let link = client.auth().link_identity("github").redirect_to("http://w").scopes("gist");
    let to = link.parameter("prompt", "consent").send().await.unwrap();
    assert_eq!((to.url.as_str(), to.flow.is_none()), ("https://github.com/login", true));
    assert_eq!(
        server.seen(),
        [
            "GET user/identities/authorize?redirect_to=http%3A%2F%2Fw&scopes=gist&prompt=consent&skip_http_redirect=true\
          &provider=github | user"
        ]
    );
    let server = Server::one(json!({"url": "https://github.com/login"}));
    let to = server.pkce_client().as_user("a.b.c").auth().link_identity("github").send().await.unwrap();
    assert!(to.flow.is_some());
    let line = server.seen().remove(0);
    let start = "GET user/identities/authorize?skip_http_redirect=true&code_challenge=";
    assert!(
        line.starts_with(start) && line.ends_with("&code_challenge_method=s256&provider=github | user"),
        "{line}"
    );
}

#[tokio::test]
async fn identities_are_linked_by_a_token() {
    let server = Server::one(session());
    let client = server.signed_in(session()).await;
    let mut events = client.auth().events().await;
    events.next().await;
    let link = client.auth().link_identity_with_id_token("keycloak", "id").nonce("n").access_token("a");
    link.send().await.unwrap();
    assert!(matches!(events.next().await, Some(AuthEvent::UserUpdated(_))));
    assert_eq!(
        server.seen(),
        [
            r#"POST token?grant_type=id_token | user | {"access_token":"a","id_token":"id","link_identity":true,"nonce":"n","provider":"keycloak"}"#
        ]
    );
}

#[tokio::test]
async fn identities_are_unlinked_by_their_own_id() {
    let identity = |id: Value| -> Identity {
        serde_json::from_value(json!({"identity_id": id, "id": "subject", "provider": "google"})).unwrap()
    };
    let server = Server::one(json!({}));
    let client = server.signed_in(session()).await;
    client.auth().unlink_identity(&identity(ID.into())).await.unwrap();
    for odd in [Value::Null, "../user".into()] {
        assert!(client.auth().unlink_identity(&identity(odd)).await.unwrap_err().is_not_sent());
    }
    assert_eq!(server.seen(), [format!("DELETE user/identities/{ID} | user")]);
    let nobody = Server::one(user());
    assert!(nobody.client().auth().unlink_identity(&identity(ID.into())).await.unwrap_err().is_not_sent());
    assert!(nobody.client().auth().link_identity("x").send().await.unwrap_err().is_not_sent());
    assert!(nobody.seen().is_empty());
}
