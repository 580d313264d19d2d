//! Who a channel belongs to, and what is said of a token that is not believed.

use crate::keys::verify;
use jsonwebtoken::errors::ErrorKind;
use serde_json::Value;
use std::time::{SystemTime, UNIX_EPOCH};

/// The claims of a token that is believed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Claims {
    pub(super) role: String,
    pub(super) json: Value,
    /// seconds since 1970
    expires: u64,
}

impl Claims {
    /// What the server says once the token is over.
    pub(super) fn over(&self) -> Option<Distrust> {
        let now = now();
        (self.expires <= now).then(|| Distrust::Expired(now - self.expires))
    }
}

/// Why a token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Distrust {
    Signature,
    Malformed,
    MissingClaims,
    /// so many seconds ago
    Expired(u64),
}

impl Distrust {
    /// The reason of a refused join.
    pub(super) fn reason(self) -> String {
        let code = match self {
            Self::Signature => return "JwtSignatureError: Failed to validate JWT signature".to_owned(),
            Self::Malformed => "MalformedJWT",
            Self::MissingClaims | Self::Expired(_) => "InvalidJWTToken",
        };
        format!("{code}: {}", self.last_words())
    }

    /// The message that ends a channel.
    pub(super) fn last_words(self) -> String {
        match self {
            // the server names its own error here
            Self::Signature => ":signature_error".to_owned(),
            Self::Malformed => "The token provided is not a valid JWT".to_owned(),
            Self::MissingClaims => "Fields `role` and `exp` are required in JWT".to_owned(),
            Self::Expired(ago) => format!("Token has expired {ago} seconds ago"),
        }
    }

    /// The error of a refused socket.
    pub(super) fn handshake(self) -> String {
        match self {
            Self::Signature => "Failed to validate JWT signature".to_owned(),
            Self::Expired(_) => "Token has expired".to_owned(),
            _ => self.last_words(),
        }
    }
}

/// Verifies a token.
pub(super) fn claims(secret: &str, token: &str) -> Result<Claims, Distrust> {
    let json = verify(secret, token).map_err(|e| match e.kind() {
        ErrorKind::InvalidSignature => Distrust::Signature,
        _ => Distrust::Malformed,
    })?;
    let (Some(role), Some(expires)) =
        (json.get("role").and_then(Value::as_str), json.get("exp").and_then(Value::as_u64))
    else {
        return Err(Distrust::MissingClaims);
    };
    let claims = Claims { role: role.to_owned(), expires, json };
    claims.over().map_or(Ok(claims), Err)
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
