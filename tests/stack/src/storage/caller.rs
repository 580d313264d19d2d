//! Whose token a request brings.

use super::{call::Call, refusal::Refusal, world::World};
use crate::keys::verify;
use jsonwebtoken::errors::ErrorKind;
use serde_json::Value;

/// Who asks.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) role: String,
    /// `""` for keys.
    pub(super) user: String,
}

impl Caller {
    /// May do everything.
    pub(super) fn is_service(&self) -> bool {
        self.role == "service_role"
    }
}

impl World {
    /// Who asks; a request must say so.
    pub(super) fn caller(&self, call: &Call) -> Result<Caller, Refusal> {
        if call.header("authorization").is_empty() {
            return Err(Refusal::schema("headers must have required property 'authorization'"));
        }
        self.bearer(call)
    }

    /// The same in the words for resumable uploads.
    pub(super) fn bearer(&self, call: &Call) -> Result<Caller, Refusal> {
        let value = call.header("authorization");
        let token = value.strip_prefix("Bearer ").unwrap_or(value);
        let claims = self.claims(token).map_err(|why| Refusal::unauthorized(&why))?;
        let claim = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Caller { role: claim("role"), user: claim("sub") })
    }

    /// The claims of a token of this server; else what is wrong with it, in the words of its parser.
    pub(super) fn claims(&self, token: &str) -> Result<Value, String> {
        let claims = verify(&self.config.jwt_secret, token).map_err(|e| match e.kind() {
            ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm => {
                "signature verification failed".to_owned()
            }
            _ => "Invalid Compact JWS".to_owned(),
        })?;
        let ends = claims.get("exp").and_then(Value::as_i64);
        if ends.is_some_and(|at| at <= self.clock.now().unix_timestamp()) {
            return Err("\"exp\" claim timestamp check failed".to_owned());
        }
        Ok(claims)
    }
}
