//! Sessions.

use super::{RefreshToken, User};
use crate::client::AccessToken;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::fmt;

/// A signed-in user: the tokens and who it is. `Debug` shows no token.
#[derive(Clone, Deserialize)]
#[non_exhaustive]
pub struct Session {
    /// The JWT that database, storage, functions and realtime see.
    pub access_token: AccessToken,
    /// Gets the next access token.
    pub refresh_token: RefreshToken,
    /// `bearer`.
    #[serde(default)]
    pub token_type: String,
    /// For how many seconds from its issue the access token is valid.
    #[serde(default)]
    pub expires_in: u64,
    /// When it ends, in Unix seconds by the server's clock; by this machine's where the server does not say.
    #[serde(default)]
    pub expires_at: Option<u64>,
    /// Who it is. Not verified on this side: a store may have been changed; servers ask [`user`](super::Auth::get_user) or
    /// verify the claims.
    #[serde(default)]
    pub user: Option<User>,
    /// The access token of an external provider, right after signing in through it.
    #[serde(default)]
    pub provider_token: Option<AccessToken>,
    /// The refresh token of an external provider, right after signing in through it.
    #[serde(default)]
    pub provider_refresh_token: Option<RefreshToken>,
    /// The password no longer meets the rules: why.
    #[serde(default)]
    pub weak_password: Option<WeakPassword>,
    /// What a newer server adds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Why a password does not meet the rules.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct WeakPassword {
    /// The server's words.
    #[serde(default)]
    pub message: String,
    /// `length`, `characters`, `pwned`.
    #[serde(default)]
    pub reasons: Vec<String>,
}

impl Session {
    /// All of it as JSON, tokens included: for a store.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut map = self.other.clone();
        let weak = self.weak_password.as_ref().map(|w| json!({"message": w.message, "reasons": w.reasons}));
        for (key, value) in [
            ("access_token", Some(json!(self.access_token.expose()))),
            ("refresh_token", Some(json!(self.refresh_token.expose()))),
            ("token_type", Some(json!(self.token_type))),
            ("expires_in", Some(json!(self.expires_in))),
            ("expires_at", self.expires_at.map(|at| json!(at))),
            ("user", self.user.as_ref().map(|user| json!(user))),
            ("provider_token", self.provider_token.as_ref().map(|t| json!(t.expose()))),
            ("provider_refresh_token", self.provider_refresh_token.as_ref().map(|t| json!(t.expose()))),
            ("weak_password", weak),
        ] {
            if let Some(value) = value {
                map.insert(key.to_owned(), value);
            }
        }
        Value::Object(map)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("user", &self.user.as_ref().map(|user| &user.id))
            .field("expires_in", &self.expires_in)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
