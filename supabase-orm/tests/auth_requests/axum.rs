use crate::{
    keys::Key,
    server::{ID, Server, user},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::FromRef,
    http::{Request, StatusCode},
    routing::get,
};
use serde_json::json;
use supabase_orm::{Client, axum::AuthUser, http::Response};
use tower::ServiceExt;

/// A state of which the client is a part.
#[derive(Clone)]
struct App {
    db: Client,
}

impl FromRef<App> for Client {
    fn from_ref(app: &App) -> Self {
        app.db.clone()
    }
}

async fn ask(server: &Server, path: &str, authorization: Option<&str>) -> (StatusCode, String, String) {
    let app = Router::new()
        .route("/me", get(async |user: AuthUser| user.claims.sub))
        .route(
            "/maybe",
            get(async |user: Option<AuthUser>| user.map_or("nobody".to_owned(), |u| u.claims.sub)),
        )
        .route("/role", get(async |user: AuthUser| user.client.auth().get_user().await.unwrap().role))
        .with_state(App { db: server.client() });
    let mut request = Request::get(path);
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    let answer = app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let challenge =
        answer.headers().get("www-authenticate").map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 1 << 16).await.unwrap();
    (status, challenge, String::from_utf8(body.to_vec()).unwrap())
}

fn claims(exp: u64) -> serde_json::Value {
    json!({"sub": ID, "role": "authenticated", "exp": exp})
}

#[tokio::test]
async fn a_handler_gets_the_user_of_a_request() {
    let key = Key::ec();
    let jwks = json!({"keys": [key.jwk("k")]});
    let token = key.token("k", &claims(9_999_999_999));
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let found = ask(&Server::one(jwks.clone()), "/me", Some(&format!("{scheme} {token}"))).await;
        assert_eq!(found, (StatusCode::OK, String::new(), ID.to_owned()));
    }
    let server = Server::new([(200, jwks), (200, user())]);
    let (status, _, _) = ask(&server, "/role", Some(&format!("Bearer {token}"))).await;
    assert_eq!(status, StatusCode::OK);
    assert!(server.seen()[1].starts_with("GET user | "), "the client acts as that user");
}

#[tokio::test]
async fn a_request_without_a_good_token_is_refused() {
    let key = Key::ec();
    let jwks = json!({"keys": [key.jwk("k")]});
    let old = key.token("k", &claims(7));
    let foreign = Key::ec().token("k", &claims(9_999_999_999));
    for header in [None, Some("Basic abc"), Some("Bearer"), Some("Bearer  ")] {
        let (status, challenge, _) = ask(&Server::one(jwks.clone()), "/me", header).await;
        assert_eq!((status.as_u16(), challenge.as_str()), (401, "Bearer"), "{header:?}");
    }
    for token in ["nonsense", old.as_str(), foreign.as_str()] {
        for path in ["/me", "/maybe"] {
            let found = ask(&Server::one(jwks.clone()), path, Some(&format!("Bearer {token}"))).await;
            let said = "the access token is not valid".to_owned();
            assert_eq!(found, (StatusCode::UNAUTHORIZED, r#"Bearer error="invalid_token""#.into(), said));
        }
    }
    let nobody = ask(&Server::one(jwks), "/maybe", None).await;
    assert_eq!(nobody, (StatusCode::OK, String::new(), "nobody".to_owned()));
}

#[tokio::test]
async fn a_server_that_is_down_says_nothing_against_a_token() {
    let token = Key::ec().token("k", &claims(9_999_999_999));
    for (status, body) in [(502, "<html>"), (429, r#"{"code":"over_request_rate_limit","message":"m"}"#)] {
        let server = Server::answering((0..9).map(|_| Response::new(status, body)));
        let (status, challenge, _) = ask(&server, "/me", Some(&format!("Bearer {token}"))).await;
        assert_eq!((status, challenge.as_str()), (StatusCode::SERVICE_UNAVAILABLE, ""));
    }
}
