//! HTTP around the world of the double.

use super::{
    AuthConfig,
    answer::{Answer, Refusal},
    call::Call,
    fault, route,
    world::World,
};
use crate::fault::{Fault, Faults, broken, cut};
use axum::{
    Router,
    body::to_bytes,
    extract::{Request, State},
    response::Response,
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The largest body it reads.
const LIMIT: usize = 1_048_576;

/// What every request needs.
#[derive(Debug)]
pub(super) struct Shared {
    world: Mutex<World>,
    faults: Mutex<Faults>,
    smtp_port: u16,
}

impl Shared {
    pub(super) fn new(config: AuthConfig) -> Self {
        let smtp_port = config.smtp_port;
        Self { world: Mutex::new(World::new(config)), faults: Mutex::default(), smtp_port }
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) async fn serve(listener: tokio::net::TcpListener, shared: Arc<Shared>) {
    // one handler for all: unknown paths and methods are answered as the real server does
    let router = Router::new().fallback(answer).with_state(shared);
    // it never ends by itself
    let _ = axum::serve(listener, router).await;
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LIMIT).await else {
        let message = "Request body too large (max 1048576 bytes)";
        return Refusal::new(413, "request_entity_too_large", message).into_answer(false).into_response();
    };
    let call = Call::new(parts, body);
    let fault = shared.faults().take(|text| call.holds(text));
    match fault {
        Some(Fault::Status(status) | Fault::Refuse(status)) => return fault::status(status).into_response(),
        Some(Fault::Html(status)) => return fault::html(status).into_response(),
        Some(Fault::Break) => return broken(),
        Some(Fault::Delay(time)) => tokio::time::sleep(time).await,
        Some(Fault::LoseAnswer | Fault::CutAnswer(_)) | None => {}
    }
    let answer = act(&shared, &call).await;
    match fault {
        Some(Fault::LoseAnswer) => broken(),
        Some(Fault::CutAnswer(after)) => cut(answer.into_response(), after),
        _ => answer.into_response(),
    }
}

async fn act(shared: &Shared, call: &Call) -> Answer {
    let (outcome, letters) = {
        let mut world = shared.world();
        let outcome = route::answer(&mut world, call);
        (outcome, std::mem::take(&mut world.letters))
    };
    for letter in letters {
        let to = letter.to.clone();
        if let Err(error) = letter.send(shared.smtp_port).await {
            let message = format!("Error sending mail to {to}: {error}");
            return Refusal::new(500, "unexpected_failure", message).into_answer(call.is_versioned());
        }
    }
    outcome.unwrap_or_else(|refusal| refusal.into_answer(call.is_versioned()))
}
