//! Edge Functions in Deno.

use crate::world::stack;
use serde::Deserialize;
use serde_json::{Value, json};
use std::{collections::HashMap, time::Duration};
use supabase_orm::{
    Client,
    error::{Error, ErrorKind, FunctionError},
    functions::{Functions, Region},
    http::Method,
};

/// What `echo` says that it was asked.
#[derive(Debug, Deserialize)]
struct Echo {
    method: String,
    path: String,
    query: HashMap<String, String>,
    headers: HashMap<String, String>,
    body: String,
}

fn functions() -> Functions {
    Client::new(stack().url(), stack().publishable_key()).unwrap().functions()
}

fn refusal(e: &Error) -> &FunctionError {
    match e.kind() {
        ErrorKind::Function(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_function_gets_json_and_answers_json() {
    let call = functions().invoke("echo/a b/7").json(&json!({"name": "Functions"})).query("x", "1&2");
    let call = call.header("x-custom", "v").region(Region::EU_WEST_1);
    let answer = call.send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.content_type().as_deref()), (200, Some("application/json")));
    let echo: Echo = answer.json().await.unwrap();
    assert_eq!((echo.method.as_str(), echo.path.as_str()), ("POST", "/echo/a%20b/7"));
    assert_eq!(echo.query["x"], "1&2");
    assert_eq!(
        (echo.query["forceFunctionRegion"].as_str(), echo.headers["x-region"].as_str()),
        ("eu-west-1", "eu-west-1")
    );
    assert_eq!(
        (echo.headers["content-type"].as_str(), echo.headers["x-custom"].as_str()),
        ("application/json", "v")
    );
    assert_eq!(echo.body, r#"{"name":"Functions"}"#);
}

#[tokio::test]
async fn text_and_bytes_come_back_as_they_went() {
    let text = functions().invoke("echo").text("Grüße").query("as", "text/plain").send().await.unwrap();
    assert_eq!(text.text().await.unwrap(), "Grüße");
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let call = functions().invoke("echo").bytes(bytes.clone()).query("as", "application/octet-stream");
    assert_eq!(call.send().await.unwrap().bytes().await.unwrap(), bytes);
}

#[tokio::test]
async fn a_form_is_read_as_a_form() {
    let call = functions().invoke("form").form([("name", "a b&c"), ("n", "7")]);
    let fields: Value = call.send().await.unwrap().json().await.unwrap();
    assert_eq!(fields, json!([["name", "a b&c"], ["n", "7"]]));
    let multipart = "--x\r\ncontent-disposition: form-data; name=\"note\"\r\n\r\nhello\r\n--x--\r\n";
    let call = functions().invoke("form").body(multipart, "multipart/form-data; boundary=x");
    let fields: Value = call.send().await.unwrap().json().await.unwrap();
    assert_eq!(fields, json!([["note", "hello"]]));
}

#[tokio::test]
async fn every_method_reaches_a_function() {
    for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let call = functions().invoke("echo").method(method.clone());
        let echo: Echo = call.send().await.unwrap().json().await.unwrap();
        assert_eq!(echo.method, method.as_str());
    }
    let head = functions().invoke("echo").method(Method::HEAD).send().await.unwrap();
    assert_eq!(head.bytes().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_function_sees_the_user_and_never_a_new_key_as_a_token() {
    let token = stack().jwt(json!({"sub": "ann", "role": "authenticated"})).unwrap();
    let client = Client::new(stack().url(), stack().publishable_key()).unwrap();
    let echo: Echo =
        client.as_user(token.as_str()).functions().invoke("echo").send().await.unwrap().json().await.unwrap();
    assert_eq!(echo.headers["authorization"], format!("Bearer {token}"));
    let echo: Echo = functions().invoke("echo").send().await.unwrap().json().await.unwrap();
    let bearer = echo.headers.get("authorization");
    assert!(bearer.is_none_or(|value| !value.contains("sb_")), "{bearer:?}");
}

/// One test, as the function has one switch.
#[tokio::test]
async fn events_arrive_while_the_function_runs_and_a_break_is_an_error() {
    // events that do not come are a failure, not a wait
    tokio::time::timeout(Duration::from_secs(30), events()).await.unwrap();
}

async fn events() {
    let answer = functions().invoke("events").send().await.unwrap();
    assert_eq!(answer.content_type().as_deref(), Some("text/event-stream"));
    let mut events = answer.events();
    let first = events.next().await.unwrap().unwrap();
    assert_eq!((first.event.as_str(), first.id.as_str(), first.data.as_str()), ("first", "1", r#"{"n":1}"#));
    let _ = functions().invoke("events/go").send().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, "line\nline");
    assert!(events.next().await.is_none());
    let mut events = functions().invoke("events/break").send().await.unwrap().events();
    assert_eq!(events.next().await.unwrap().unwrap().event, "first");
    let _ = functions().invoke("events/go").send().await.unwrap();
    assert!(events.next().await.unwrap().unwrap_err().is_transport());
}

#[tokio::test]
async fn the_functions_own_error_keeps_status_headers_and_body() {
    let e = functions().invoke("refuses").send().await.unwrap_err();
    let own = refusal(&e);
    assert_eq!((own.relay, own.status.as_u16(), own.message().as_deref()), (false, 418, Some("no tea")));
    assert_eq!(own.headers["x-own"], "kept");
    assert_eq!(own.json::<Value>().unwrap()["code"], 7);
    let e = functions().invoke("refuses/throw").send().await.unwrap_err();
    assert_eq!((refusal(&e).relay, refusal(&e).status.as_u16()), (false, 500));
    let e = functions().invoke("not-there").send().await.unwrap_err();
    assert_eq!((refusal(&e).relay, refusal(&e).status.as_u16()), (false, 404));
}

#[tokio::test]
async fn a_function_that_cannot_start_is_the_relays_error() {
    let e = functions().invoke("broken").send().await.unwrap_err();
    assert!(refusal(&e).relay && e.to_string().contains("not reached"), "{e}");
}

#[tokio::test]
async fn a_slow_function_is_given_up() {
    let e = functions().invoke("slow").timeout(Duration::from_millis(200)).send().await.unwrap_err();
    assert!(e.is_timeout(), "{e}");
}
