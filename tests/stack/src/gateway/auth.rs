//! What hosted Supabase checks before PostgREST: the api key, and who may read the root document.

use super::answer;
use crate::Keys;
use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header::AUTHORIZATION},
    response::Response,
};
use serde_json::json;

/// The keys of this project.
pub(super) struct Access {
    keys: Keys,
}

/// What a key stands for.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Anon,
    Service,
}

impl Access {
    pub(super) fn new(keys: &Keys) -> Self {
        Self { keys: keys.clone() }
    }

    /// Checks the key. A new key is no JWT: where nobody is signed in, the token of its role takes its place.
    pub(super) fn check(&self, request: &mut Request, is_root: bool) -> Result<(), Box<Response>> {
        let Some(key) = api_key(request) else {
            return refuse(
                StatusCode::UNAUTHORIZED,
                "No API key found in request",
                "No `apikey` request header or url param was found.",
            );
        };
        let Some(role) = self.role(&key) else {
            return refuse(
                StatusCode::UNAUTHORIZED,
                "Invalid API key",
                "Double check your Supabase `anon` or `service_role` API key.",
            );
        };
        if is_root && role != Role::Service {
            return refuse(
                StatusCode::FORBIDDEN,
                "Access to schema is forbidden",
                "Accessing the schema via the Data API is only allowed using a secret API key.",
            );
        }
        self.mint(request, &key, role);
        Ok(())
    }

    fn role(&self, key: &str) -> Option<Role> {
        let k = &self.keys;
        match key {
            _ if key == k.anon || key == k.publishable => Some(Role::Anon),
            _ if key == k.service || key == k.secret => Some(Role::Service),
            _ => None,
        }
    }

    fn mint(&self, request: &mut Request, key: &str, role: Role) {
        let sent = request.headers().get(AUTHORIZATION).and_then(|v| v.to_str().ok());
        let of_key = sent.and_then(|v| v.strip_prefix("Bearer ")).is_some_and(|token| token == key);
        if sent.is_some() && !(of_key && key.starts_with("sb_")) {
            return;
        }
        let token = if role == Role::Service { &self.keys.service } else { &self.keys.anon };
        if let Ok(value) = HeaderValue::from_str(&format!("Bearer {token}")) {
            request.headers_mut().insert(AUTHORIZATION, value);
        }
    }
}

/// From the header, else from the query.
fn api_key(request: &Request) -> Option<String> {
    let header = request.headers().get("apikey").and_then(|v| v.to_str().ok());
    let query = || request.uri().query()?.split('&').find_map(|pair| pair.strip_prefix("apikey="));
    header.or_else(query).map(str::to_owned)
}

fn refuse(status: StatusCode, message: &str, hint: &str) -> Result<(), Box<Response>> {
    Err(Box::new(answer(status, &json!({ "message": message, "hint": hint }))))
}
