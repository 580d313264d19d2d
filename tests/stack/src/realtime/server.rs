//! HTTP around the world of the double.

use super::{
    RealtimeConfig, api, changes::Replication, fault::Faults, frame::Protocol, join::NO_DATABASE, socket,
    token::claims, world::World,
};
use axum::{
    Json, Router,
    extract::{Query, State, ws::WebSocketUpgrade},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
    routing::{get, post},
    serve::ListenerExt as _,
};
use serde_json::json;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::OnceCell;

/// What every socket needs.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) config: RealtimeConfig,
    world: Mutex<World>,
    faults: Mutex<Faults>,
    replication: OnceCell<Replication>,
}

impl Shared {
    pub(super) fn new(config: RealtimeConfig) -> Self {
        Self { config, world: Mutex::default(), faults: Mutex::default(), replication: OnceCell::new() }
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts to read changes, when the first channel listens to them.
    pub(super) async fn replication(self: &Arc<Self>) -> Result<&Replication, String> {
        let start = || async {
            let Some(url) = &self.config.db_url else { return Err(NO_DATABASE.to_owned()) };
            Replication::start(url, self.clone())
                .await
                .map_err(|e| format!("the changes cannot be read: {e}"))
        };
        self.replication.get_or_try_init(start).await
    }
}

pub(super) async fn serve(listener: tokio::net::TcpListener, shared: Arc<Shared>) {
    let router = Router::new()
        .route("/socket/websocket", get(connect))
        .route("/api/broadcast", post(api::several))
        .route("/api/broadcast/{topic}/events/{event}", post(api::one))
        .with_state(shared);
    let listener = listener.tap_io(|stream| {
        // frames are small, and the next one must not wait until the last one was acknowledged
        let _ = stream.set_nodelay(true);
    });
    // it never ends by itself
    let _ = axum::serve(listener, router).await;
}

async fn connect(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let refused = shared.faults().sockets.pop_front();
    if let Some(status) = refused {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        return refusal(status, "a fault that a test asked for");
    }
    let protocol = match query.get("vsn").map(String::as_str) {
        Some("2.0.0") => Protocol::V2,
        _ => Protocol::V1,
    };
    let Some(key) = key(&headers, query.get("apikey")) else {
        return refusal(StatusCode::UNAUTHORIZED, "API key is missing");
    };
    match claims(&shared.config.jwt_secret, &key) {
        Ok(_) => upgrade.on_upgrade(move |socket| socket::serve(shared, socket, protocol, key)),
        Err(distrust) => refusal(StatusCode::UNAUTHORIZED, &distrust.handshake()),
    }
}

/// The token of a request: of its header, of its query, or of whom it acts for.
pub(super) fn key(headers: &HeaderMap, query: Option<&String>) -> Option<String> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let bearer = || header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    let key = header("x-api-key").or(query.map(String::as_str)).or_else(bearer);
    key.or_else(|| header("apikey")).map(str::to_owned)
}

fn refusal(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({"error": why}))).into_response()
}
