//! Broadcasts by HTTP.

use super::{
    broadcast,
    frame::{Body, Broadcast},
    join::may_enter,
    server::{Shared, key},
    token::claims,
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};

/// One message: its payload is the body.
pub(super) async fn one(
    State(shared): State<Arc<Shared>>,
    Path((topic, event)): Path<(String, String)>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
    Json(payload): Json<Value>,
) -> Response {
    if payload.is_null() {
        return invalid("payload can't be blank");
    }
    let private = query.get("private").is_some_and(|private| private == "true");
    if !may_send(&shared, &headers, private) {
        return (StatusCode::FORBIDDEN, Json(json!({"message": "Unauthorized"}))).into_response();
    }
    send(&shared, &topic, private, event, payload);
    StatusCode::ACCEPTED.into_response()
}

/// `{"messages":[{"topic","event","payload","private"}]}`; what may not be sent is accepted too, and reaches nobody.
pub(super) async fn several(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let Some(messages) = body.get("messages").and_then(Value::as_array) else {
        return invalid("messages can't be blank");
    };
    for message in messages {
        let text = |name: &str| message.get(name).and_then(Value::as_str).unwrap_or_default();
        let payload = message.get("payload").cloned().unwrap_or_default();
        let private = message.get("private").and_then(Value::as_bool).unwrap_or_default();
        if may_send(&shared, &headers, private) {
            send(&shared, text("topic"), private, text("event").to_owned(), payload);
        }
    }
    StatusCode::ACCEPTED.into_response()
}

fn may_send(shared: &Shared, headers: &HeaderMap, private: bool) -> bool {
    let claims = key(headers, None).and_then(|key| claims(&shared.config.jwt_secret, &key).ok());
    !private || claims.is_some_and(|claims| may_enter(&claims))
}

fn send(shared: &Shared, topic: &str, private: bool, event: String, payload: Value) {
    let broadcast = Broadcast { event, body: Body::Json(payload), binary: false, meta: None };
    broadcast::spread(&mut shared.world(), &format!("realtime:{topic}"), private, broadcast, None);
}

fn invalid(why: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"errors": [why]}))).into_response()
}
