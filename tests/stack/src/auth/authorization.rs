//! Whose token a request brings.

use super::{answer::Refusal, call::Call, world::World};
use crate::keys::verify;
use jsonwebtoken::errors::ErrorKind;
use serde_json::Value;

/// The user and the session of a token.
#[derive(Debug)]
pub(super) struct Signed {
    pub(super) user: String,
    pub(super) session: String,
}

impl World {
    pub(super) fn authorize(&self, call: &Call) -> Result<Signed, Refusal> {
        let claims = self.verify(bearer(call)?)?;
        let claim = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let signed = Signed { user: claim("sub"), session: claim("session_id") };
        if signed.user.is_empty() {
            return Err(Refusal::new(403, "bad_jwt", "invalid claim: missing sub claim"));
        }
        let user = self.user(&signed.user)?;
        self.session(&signed.session)?;
        if user.is_banned {
            return Err(Refusal::new(403, "user_banned", "User is banned"));
        }
        Ok(signed)
    }

    fn verify(&self, token: &str) -> Result<Value, Refusal> {
        let claims = verify(&self.config.jwt_secret, token).map_err(|e| match e.kind() {
            ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm => {
                bad_jwt("token signature is invalid")
            }
            _ => bad_jwt("token is malformed"),
        })?;
        let ends = claims.get("exp").and_then(Value::as_i64);
        if ends.is_some_and(|at| at <= self.now().unix_timestamp()) {
            return Err(bad_jwt("token has invalid claims: token is expired"));
        }
        Ok(claims)
    }
}

fn bad_jwt(why: &str) -> Refusal {
    let message = format!("invalid JWT: unable to parse or verify signature, {why}");
    Refusal::new(403, "bad_jwt", message)
}

/// `bearer` in any case, and one blank.
fn bearer(call: &Call) -> Result<&str, Refusal> {
    let none = || Refusal::new(401, "no_authorization", "This endpoint requires a valid Bearer token");
    let (scheme, token) = call.header("authorization").split_once(' ').ok_or_else(none)?;
    let fits = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && !token.contains(' ');
    if fits { Ok(token) } else { Err(none()) }
}
