//! Requests to the Auth server as data, and what is made of its answers.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

#[path = "auth_requests/server.rs"]
mod server;

#[path = "auth_requests/admin.rs"]
mod admin;
#[cfg(feature = "axum")]
#[path = "auth_requests/axum.rs"]
mod axum;
#[path = "auth_requests/claims.rs"]
mod claims;
#[path = "auth_requests/custom_provider.rs"]
mod custom_provider;
#[path = "auth_requests/identity.rs"]
mod identity;
#[path = "auth_requests/keys.rs"]
mod keys;
#[path = "auth_requests/mfa.rs"]
mod mfa;
#[path = "auth_requests/passkey.rs"]
mod passkey;
#[path = "auth_requests/redirect.rs"]
mod redirect;
#[path = "auth_requests/sso.rs"]
mod sso;
