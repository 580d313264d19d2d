//! Broadcasts by HTTP.

use super::{
    broadcast,
    frame::{Body, Broadcast},
    server::Shared,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};
use std::sync::Arc;

/// One message: its payload is the body.
pub(super) async fn one(
    State(shared): State<Arc<Shared>>,
    Path((topic, event)): Path<(String, String)>,
    Json(payload): Json<Value>,
) -> Response {
    if payload.is_null() {
        return invalid("payload can't be blank");
    }
    send(&shared, &topic, event, payload);
    StatusCode::ACCEPTED.into_response()
}

/// `{"messages":[{"topic","event","payload"}]}`
pub(super) async fn several(State(shared): State<Arc<Shared>>, Json(body): Json<Value>) -> Response {
    let Some(messages) = body.get("messages").and_then(Value::as_array) else {
        return invalid("messages can't be blank");
    };
    for message in messages {
        let text = |name: &str| message.get(name).and_then(Value::as_str).unwrap_or_default();
        let payload = message.get("payload").cloned().unwrap_or_default();
        send(&shared, text("topic"), text("event").to_owned(), payload);
    }
    StatusCode::ACCEPTED.into_response()
}

fn send(shared: &Shared, topic: &str, event: String, payload: Value) {
    let broadcast = Broadcast { event, body: Body::Json(payload), binary: false, meta: None };
    broadcast::spread(&mut shared.world(), &format!("realtime:{topic}"), broadcast, None);
}

fn invalid(why: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"errors": [why]}))).into_response()
}
