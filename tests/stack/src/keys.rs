//! The four keys of a project, and tokens.

use crate::{Error, Result};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde_json::json;
use std::fmt;

/// Keys and, where the secret is known, the means to sign tokens.
#[derive(Clone)]
pub(crate) struct Keys {
    pub(crate) anon: String,
    pub(crate) service: String,
    pub(crate) publishable: String,
    pub(crate) secret: String,
    /// What tokens are signed with; unknown for most hosted projects.
    pub(crate) jwt_secret: Option<String>,
}

/// What a key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Anon,
    Service,
}

/// The secret of a stack that was given none. It listens on 127.0.0.1 only, and known keys are handy.
const LOCAL_SECRET: &str = "a-local-stack-has-no-secrets-but-needs-32-bytes";
const LOCAL_PUBLISHABLE: &str = "sb_publishable_local_stack";
const LOCAL_SECRET_KEY: &str = "sb_secret_local_stack";

impl Keys {
    /// The keys of a stack on this machine, the same in every run; `secret` is the one its servers verify with.
    pub(crate) fn local(secret: Option<&str>) -> Result<Self> {
        let secret = secret.unwrap_or(LOCAL_SECRET);
        // from 2025 to 2035, as text that never changes
        let legacy = |role: &str| {
            let claims = json!({"iss": "supabase", "role": role, "iat": 1_735_689_600, "exp": 2_051_222_400});
            sign(secret, &claims)
        };
        Ok(Self {
            anon: legacy("anon")?,
            service: legacy("service_role")?,
            publishable: LOCAL_PUBLISHABLE.to_owned(),
            secret: LOCAL_SECRET_KEY.to_owned(),
            jwt_secret: Some(secret.to_owned()),
        })
    }

    /// What the key stands for; `None` if it is none of this project's.
    pub(crate) fn role(&self, key: &str) -> Option<Role> {
        match key {
            _ if key == self.anon || key == self.publishable => Some(Role::Anon),
            _ if key == self.service || key == self.secret => Some(Role::Service),
            _ => None,
        }
    }

    /// The legacy key of a role: a JWT that PostgREST understands.
    pub(crate) fn legacy(&self, role: Role) -> &str {
        match role {
            Role::Anon => &self.anon,
            Role::Service => &self.service,
        }
    }

    /// A token with exactly these claims.
    pub(crate) fn jwt(&self, claims: &serde_json::Value) -> Result<String> {
        let secret = self.jwt_secret.as_deref().ok_or(Error::Unset {
            variable: "STACK_JWT_SECRET",
            why: "tokens of users are signed with the project's JWT secret",
        })?;
        sign(secret, claims)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(redacted)")
    }
}

/// A token with exactly these claims.
pub(crate) fn sign(secret: &str, claims: &serde_json::Value) -> Result<String> {
    Ok(encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(secret.as_bytes()))?)
}

/// The claims of a token whose signature is right. When it ends is for the caller to see, by the caller's clock.
pub(crate) fn verify(secret: &str, token: &str) -> jsonwebtoken::errors::Result<serde_json::Value> {
    let mut how = Validation::new(Algorithm::HS256);
    how.validate_exp = false;
    how.validate_aud = false;
    how.required_spec_claims.clear();
    Ok(decode(token, &DecodingKey::from_secret(secret.as_bytes()), &how)?.claims)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_keys_are_the_same_in_every_run_and_follow_the_secret() {
        let keys = Keys::local(None).unwrap();
        assert_eq!(keys.anon, Keys::local(None).unwrap().anon);
        assert_ne!(keys.anon, Keys::local(Some("another")).unwrap().anon);
        assert_eq!(keys.role(&keys.secret), Some(Role::Service));
        assert_eq!(keys.role(&keys.anon), Some(Role::Anon));
        assert_eq!(keys.role(""), None);
    }
}
