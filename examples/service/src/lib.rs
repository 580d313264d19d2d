//! A web service over `tasks`: list with eight parameters, create, patch, delete.
//!
//! `schema` is generated: `supabase-codegen generate --url .. ` in this folder (see `supabase.toml`).

pub mod schema;
mod tasks;

use axum::{
    Router,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, patch},
};
use supabase_orm::Client;

/// The routes; every handler gets a clone of the client, which is cheap.
pub fn router(db: Client) -> Router {
    Router::new()
        .route("/tasks", get(tasks::list).post(tasks::create))
        .route("/tasks/{id}", patch(tasks::patch).delete(tasks::delete))
        .route("/projects/{id}/board", get(tasks::board))
        .with_state(db)
}

/// An error of the database as an answer: what the caller did wrong is 4xx, the rest is 502. No detail leaves the service.
#[derive(Debug)]
pub struct Failure(supabase_orm::Error);

impl From<supabase_orm::Error> for Failure {
    fn from(e: supabase_orm::Error) -> Self {
        Self(e)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match &self.0 {
            e if e.is_unique_violation() => StatusCode::CONFLICT,
            e if e.is_foreign_key_violation() || e.is_check_violation() => StatusCode::UNPROCESSABLE_ENTITY,
            e if e.is_permission_denied() => StatusCode::FORBIDDEN,
            e if e.is_temporary() => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_GATEWAY,
        };
        status.into_response()
    }
}
