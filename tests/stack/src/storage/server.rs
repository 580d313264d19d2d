//! HTTP around the world of the double.

use super::{
    StorageConfig, answer::Answer, call::Call, content::Sink, fault, refusal::Refusal, route, world::World,
};
use crate::fault::{Fault, Faults, broken, cut};
use axum::{
    Router,
    extract::{Request, State},
    response::Response,
};
use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tempfile::TempDir;

/// What every request needs.
#[derive(Debug)]
pub(super) struct Shared {
    // before the directory of its files
    world: Mutex<World>,
    faults: Mutex<Faults>,
    dir: TempDir,
}

impl Shared {
    pub(super) fn new(config: StorageConfig, dir: TempDir) -> Self {
        Self { world: Mutex::new(World::new(config)), faults: Mutex::default(), dir }
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new file for the bytes of an object.
    pub(super) async fn sink(&self) -> io::Result<Sink> {
        Sink::in_dir(self.dir.path()).await
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
    let mut call = Call::new(parts, body);
    let fault = shared.faults().take(|text| call.holds(text));
    let instead = match fault {
        Some(Fault::Refuse(status)) => {
            let answer = Refusal::trouble(status).answer();
            let answer = answer.into_response(call.is_head()).await;
            call.payload.leave();
            return answer;
        }
        Some(Fault::Status(status)) => Some(Refusal::trouble(status).answer()),
        Some(Fault::Html(status)) => Some(fault::html(status)),
        Some(Fault::Break) => Some(Answer::nothing(200)),
        Some(Fault::Delay(time)) => {
            tokio::time::sleep(time).await;
            None
        }
        Some(Fault::LoseAnswer | Fault::CutAnswer(_)) | None => None,
    };
    let answer = match instead {
        Some(answer) => {
            call.payload.drain().await;
            answer
        }
        None => route::answer(&shared, &mut call).await.unwrap_or_else(Refusal::answer),
    };
    let response = answer.into_response(call.is_head()).await;
    call.payload.leave();
    match fault {
        Some(Fault::Break | Fault::LoseAnswer) => broken(),
        Some(Fault::CutAnswer(after)) => cut(response, after),
        _ => response,
    }
}
