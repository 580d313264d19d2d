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
}

/// Verifies a token; otherwise what the server says of it.
pub(super) fn claims(secret: &str, token: &str) -> Result<Claims, String> {
    let json = verify(secret, token).map_err(|e| match e.kind() {
        ErrorKind::InvalidSignature => "JwtSignatureError: Failed to validate JWT signature".to_owned(),
        _ => "MalformedJWT: The token provided is not a valid JWT".to_owned(),
    })?;
    let (Some(role), Some(exp)) =
        (json.get("role").and_then(Value::as_str), json.get("exp").and_then(Value::as_u64))
    else {
        return Err("InvalidJWTToken: Fields `role` and `exp` are required in JWT".to_owned());
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    if exp <= now {
        return Err(format!("InvalidJWTToken: Token has expired {} seconds ago", now - exp));
    }
    Ok(Claims { role: role.to_owned(), json })
}
