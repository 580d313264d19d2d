//! Faults that tests ask the double of the Auth server for.
#![expect(clippy::unwrap_used, reason = "tests")]

use reqwest::{Client, Response};
use serde_json::{Value, json};
use stack::{AuthConfig, AuthDouble, Fault, Mails, NewUser};
use std::time::{Duration, Instant};

fn double(mails: &Mails) -> AuthDouble {
    let jwt_secret = "a-secret-of-the-double-of-32-bytes".into();
    let config = AuthConfig { jwt_secret, url: String::new(), smtp_port: mails.port(), autoconfirm: false };
    let double = AuthDouble::start(config).unwrap();
    let login = |name: &str| NewUser {
        email: format!("{name}@example.com"),
        password: "password".into(),
        confirmed: true,
        ..NewUser::default()
    };
    for name in ["ann", "bob"] {
        assert!(!double.add_user(login(name)).is_empty());
    }
    double
}

async fn ask(double: &AuthDouble, grant: &str, body: Value) -> Result<Response, reqwest::Error> {
    let url = format!("{}/token?grant_type={grant}", double.url());
    Client::builder().no_proxy().build().unwrap().post(url).json(&body).send().await
}

async fn sign_in(double: &AuthDouble, name: &str) -> Result<Response, reqwest::Error> {
    ask(double, "password", json!({"email": format!("{name}@example.com"), "password": "password"})).await
}

#[tokio::test]
async fn a_fault_is_for_the_requests_that_hold_its_text_and_so_many_of_them() {
    let mails = Mails::start().unwrap();
    let double = double(&mails);
    double.fail("ann@", 2, Fault::Status(429));
    double.fail("ann@", 1, Fault::Html(503));
    for (status, kind) in [
        (429, "application/json"),
        (429, "application/json"),
        (503, "text/html; charset=utf-8"),
        (200, "application/json"),
    ] {
        assert_eq!(sign_in(&double, "bob").await.unwrap().status(), 200);
        let answer = sign_in(&double, "ann").await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["content-type"]),
            (status, &kind.parse().unwrap())
        );
    }
    double.fail("ann@", 5, Fault::Status(500));
    assert_eq!(double.heal("ann@"), 5);
    assert_eq!(sign_in(&double, "ann").await.unwrap().status(), 200);
}

#[tokio::test]
async fn an_answer_that_is_lost_was_given_and_one_that_breaks_was_not() {
    let mails = Mails::start().unwrap();
    let double = double(&mails);
    for (name, fault) in [("ann", Fault::Break), ("bob", Fault::LoseAnswer)] {
        let session: Value = sign_in(&double, name).await.unwrap().json().await.unwrap();
        let token = session["refresh_token"].as_str().unwrap();
        let refresh = || ask(&double, "refresh_token", json!({"refresh_token": token}));
        double.fail(token, 1, fault);
        assert!(refresh().await.unwrap().bytes().await.is_err());
        let answer = refresh().await.unwrap();
        // the first use of a token says that it is the first, a repeated one gets the same answer again
        let first = answer.headers().contains_key("sb-auth-refresh-token-reuse");
        assert_eq!((answer.status().as_u16(), first), (200, fault == Fault::Break));
    }
}

#[tokio::test]
async fn a_delayed_answer_comes() {
    let mails = Mails::start().unwrap();
    let double = double(&mails);
    double.fail("ann@", 1, Fault::Delay(Duration::from_millis(200)));
    let start = Instant::now();
    assert_eq!(sign_in(&double, "ann").await.unwrap().status(), 200);
    assert!(start.elapsed() >= Duration::from_millis(200));
}
