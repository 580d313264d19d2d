//! The example service, driven as its clients do.

use crate::world::World;
use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode},
};
use serde_json::{Value, json};
use tower::ServiceExt;

async fn call(
    w: &World,
    method: Method,
    uri: &str,
    body: Option<Value>,
) -> (StatusCode, Option<String>, Value) {
    let request = Request::builder().method(method).uri(uri).header("content-type", "application/json");
    let body = body.map_or_else(Body::empty, |b| Body::from(b.to_string()));
    let answer = service::router(w.db.clone()).oneshot(request.body(body).unwrap()).await.unwrap();
    let total = answer.headers().get("x-total-count").map(|v| v.to_str().unwrap().to_owned());
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    (status, total, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

fn titles(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|t| t["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn lists_with_every_parameter() {
    let w = World::new().await;
    let w = &w;
    let list = |query: String| async move { call(w, Method::GET, &format!("/tasks?{query}"), None).await };
    let alpha = format!("project={}", w.alpha);
    for (query, expected) in [
        (format!("{alpha}&sort=title"), vec!["paint", "pay", "plan"]),
        (format!("{alpha}&sort=title&dir=desc"), vec!["plan", "pay", "paint"]),
        (format!("{alpha}&sort=due&done=false"), vec!["paint", "pay"]),
        (format!("{alpha}&sort=assignee&dir=asc"), vec!["plan", "paint", "pay"]),
        (format!("assignee={}&sort=created", w.bob), vec!["paint", "pause"]),
        (format!("{alpha}&due_before=2026-01-02"), vec!["plan"]),
        (format!("{alpha}&q=PA&sort=title"), vec!["paint", "pay"]),
        (format!("{alpha}&label={}", w.label("urgent").replace(' ', "%20")), vec!["paint"]),
        (format!("{alpha}&q=a%2C%22b%29"), vec![]),
    ] {
        let (status, total, body) = list(query.clone()).await;
        assert_eq!((status, titles(&body)), (StatusCode::OK, expected.clone()), "{query}");
        assert_eq!(total, Some(expected.len().to_string()));
    }
    let (_, total, empty) = list(format!("{alpha}&page=7")).await;
    assert_eq!((total.as_deref(), titles(&empty)), (Some("3"), vec![]));
}

#[tokio::test]
async fn creates_patches_and_deletes() {
    let w = World::new().await;
    let new = json!({"project_id": w.beta, "reporter_id": w.ann, "title": "new"});
    let (status, _, task) = call(&w, Method::POST, "/tasks", Some(new.clone())).await;
    assert_eq!((status, &task["title"], &task["done"]), (StatusCode::CREATED, &json!("new"), &json!(false)));
    let uri = format!("/tasks/{}", task["id"]);
    let (_, _, task) =
        call(&w, Method::PATCH, &uri, Some(json!({"due": "2026-03-01", "assignee_id": w.bob}))).await;
    assert_eq!((&task["due"], &task["assignee"]["id"]), (&json!("2026-03-01"), &json!(w.bob)));
    let (_, _, task) = call(&w, Method::PATCH, &uri, Some(json!({"due": null, "done": true}))).await;
    assert_eq!((&task["due"], &task["done"], &task["title"]), (&Value::Null, &json!(true), &json!("new")));
    assert_eq!(call(&w, Method::PATCH, &uri, Some(json!({}))).await.0, StatusCode::OK);
    assert_eq!(call(&w, Method::PATCH, "/tasks/0", Some(json!({}))).await.0, StatusCode::NOT_FOUND);
    assert_eq!(call(&w, Method::DELETE, &uri, None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(call(&w, Method::DELETE, &uri, None).await.0, StatusCode::NOT_FOUND);
    let orphan = json!({"project_id": uuid::Uuid::nil(), "reporter_id": w.ann, "title": "x"});
    assert_eq!(call(&w, Method::POST, "/tasks", Some(orphan)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn shows_a_board_of_three_levels() {
    let w = World::new().await;
    let (status, _, board) = call(&w, Method::GET, &format!("/projects/{}/board", w.alpha), None).await;
    assert_eq!((status, &board["owner"]["name"]), (StatusCode::OK, &json!("Ann")));
    assert_eq!(titles(&board["open"]), ["paint", "pay"]);
    assert_eq!(board["open"][0]["labels"].as_array().unwrap().len(), 2);
    assert_eq!(
        call(&w, Method::GET, &format!("/projects/{}/board", uuid::Uuid::nil()), None).await.0,
        StatusCode::NOT_FOUND
    );
}
