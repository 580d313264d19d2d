//! A double of the Auth server: what tests need of it, in memory, with the answers of a real one.
//!
//! It is held to recorded conversations with a real server by the tests of this crate. Every phone number's code is
//! `123456`. What it lacks answers 404: administration, external providers, SSO, passkeys, rate limits.

mod account;
mod answer;
mod authorization;
mod call;
mod factors;
mod fault;
mod letter;
mod one_time;
mod otp;
mod password;
mod pkce;
mod redirect;
mod refresh;
mod route;
mod server;
mod session;
mod sign_up;
mod token;
mod user;
mod verify;
mod world;

pub use user::NewUser;

use crate::{
    Fault, Result,
    background::{Background, listen},
};
use server::Shared;
use std::{sync::Arc, time::Duration};

/// How a double is configured.
#[derive(Debug, Clone)]
pub struct AuthConfig {
    /// What tokens are signed with (HS256).
    pub jwt_secret: String,
    /// The address that clients have for it, as `http://127.0.0.1:1/auth/v1`; its own if empty.
    pub url: String,
    /// The port of 127.0.0.1 that mails are sent to.
    pub smtp_port: u16,
    /// Addresses count as confirmed at once, and a change of the email address asks the new one only.
    pub autoconfirm: bool,
}

/// A running double; it stops when dropped.
#[derive(Debug)]
pub struct AuthDouble {
    own_url: String,
    shared: Arc<Shared>,
    _server: Background,
}

impl AuthDouble {
    /// Starts one on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn start(mut config: AuthConfig) -> Result<Self> {
        let (listener, port) = listen(0, "double of the Auth server")?;
        let own_url = format!("http://127.0.0.1:{port}");
        if config.url.is_empty() {
            config.url.clone_from(&own_url);
        }
        let shared = Arc::new(Shared::new(config));
        let served = shared.clone();
        let server = Background::serve("auth", listener, move |listener| server::serve(listener, served))?;
        Ok(Self { own_url, shared, _server: server })
    }

    /// Its own address, without a gateway.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.own_url
    }

    /// The next `times` requests that hold this text, in path, headers or body, meet a fault. Tests that share a
    /// double name what only their own requests hold: a refresh token, an address.
    pub fn fail(&self, text: &str, times: usize, fault: Fault) {
        self.shared.faults().add(text, times, fault);
    }

    /// No fault for that text any more; how many there would have been.
    #[must_use = "none means that the fault was met as often as was asked for"]
    pub fn heal(&self, text: &str) -> usize {
        self.shared.faults().remove(text)
    }

    /// Its clock goes on by that much: tokens and codes get old.
    pub fn advance(&self, time: Duration) {
        self.shared.world().advance(time);
    }

    /// Makes a user, as an administrator would; its id.
    #[must_use]
    pub fn add_user(&self, user: NewUser) -> String {
        self.shared.world().add_user(user)
    }

    /// The user cannot sign in any more.
    pub fn ban_user(&self, id: &str) {
        self.shared.world().ban(id);
    }

    /// Removes the user and its sessions.
    pub fn delete_user(&self, id: &str) {
        self.shared.world().delete_user(id);
    }

    /// Ends all sessions of the user.
    pub fn delete_sessions(&self, user_id: &str) {
        self.shared.world().end_sessions(|session| session.user == user_id);
    }
}
