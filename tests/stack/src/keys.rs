//! Keys and tokens, as a project has them.

use crate::{Error, Result};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

/// Signs the tokens of every local stack. It protects nothing: the servers listen on this machine only.
const LOCAL_SECRET: &str = "local-stack-secret-that-protects-nothing-0123456789";
/// New keys of every local stack.
const LOCAL_PUBLISHABLE: &str = "sb_publishable_local_stack";
const LOCAL_SECRET_KEY: &str = "sb_secret_local_stack";
/// 2100: a key that never expires while tests exist.
const FAR: u64 = 4_102_444_800;

/// The keys of a project.
#[derive(Clone)]
pub struct Keys {
    /// The legacy key of `anon`, a JWT.
    pub anon: String,
    /// The legacy key of `service_role`, a JWT.
    pub service: String,
    /// `sb_publishable_..`, for the role `anon`.
    pub publishable: String,
    /// `sb_secret_..`, for the role `service_role`.
    pub secret: String,
    jwt_secret: Option<String>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(redacted)")
    }
}

impl Keys {
    /// Keys signed with `STACK_JWT_SECRET`, or with the secret of local stacks.
    pub(crate) fn local() -> Result<Self> {
        let secret = std::env::var("STACK_JWT_SECRET").unwrap_or_else(|_| LOCAL_SECRET.to_owned());
        let key = |role: &str| {
            sign(&secret, &json!({"iss": "supabase", "role": role, "iat": 1_700_000_000, "exp": FAR}))
        };
        Ok(Self {
            anon: key("anon")?,
            service: key("service_role")?,
            publishable: LOCAL_PUBLISHABLE.to_owned(),
            secret: LOCAL_SECRET_KEY.to_owned(),
            jwt_secret: Some(secret),
        })
    }

    /// Those of a project elsewhere, from the environment.
    pub(crate) fn from_environment() -> Result<Self> {
        let first =
            |names: [&str; 2]| names.iter().find_map(|n| std::env::var(n).ok()).filter(|k| !k.is_empty());
        let key = |names: [&str; 2]| {
            first(names).ok_or_else(|| {
                Error::missing(names.join(" or "), "SUPABASE_URL is set, so the project's keys are needed")
            })
        };
        let anon = key(["SUPABASE_ANON_KEY", "SUPABASE_PUBLISHABLE_KEY"])?;
        let service = key(["SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_SECRET_KEY"])?;
        Ok(Self {
            publishable: first(["SUPABASE_PUBLISHABLE_KEY", "SUPABASE_ANON_KEY"]).unwrap_or_default(),
            secret: first(["SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY"]).unwrap_or_default(),
            jwt_secret: first(["SUPABASE_JWT_SECRET", "STACK_JWT_SECRET"]),
            anon,
            service,
        })
    }

    pub(crate) fn jwt_secret(&self) -> &str {
        self.jwt_secret.as_deref().unwrap_or_default()
    }

    pub(crate) fn sign(&self, claims: &Value) -> Result<String> {
        let secret = self.jwt_secret.as_deref();
        let secret = secret.ok_or_else(|| Error::missing("the JWT secret", "set SUPABASE_JWT_SECRET"))?;
        if !claims.is_object() {
            return Err(Error::Token("claims are a JSON object".to_owned()));
        }
        let mut claims = claims.clone();
        if let Some(claims) = claims.as_object_mut() {
            claims.entry("exp").or_insert_with(|| FAR.into());
        }
        sign(secret, &claims)
    }
}

fn sign(secret: &str, claims: &Value) -> Result<String> {
    let key = EncodingKey::from_secret(secret.as_bytes());
    encode(&Header::new(Algorithm::HS256), claims, &key).map_err(|e| Error::Token(e.to_string()))
}
