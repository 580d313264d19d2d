//! Tokens of signed addresses.

use super::{refusal::Refusal, world::World};
use crate::keys::sign;
use ::time::OffsetDateTime;
use serde_json::{Value, json};

/// For so long something may be uploaded by a signed address, in seconds.
const UPLOAD: u64 = 7200;

/// What a token grants.
#[derive(Debug)]
pub(super) struct Grant {
    /// Of what is uploaded.
    pub(super) owner: String,
    pub(super) upsert: bool,
    pub(super) ends_at: OffsetDateTime,
}

impl World {
    /// For reading an object, for so many seconds.
    pub(super) fn download_token(&self, url: &str, seconds: u64) -> Result<String, Refusal> {
        self.signed(json!({"url": url, "scope": "download"}), seconds)
    }

    /// For writing one.
    pub(super) fn upload_token(&self, url: &str, owner: &str, upsert: bool) -> Result<String, Refusal> {
        let mut claims = json!({"url": url, "upsert": upsert, "scope": "upload"});
        if let (false, Some(map)) = (owner.is_empty(), claims.as_object_mut()) {
            map.insert("owner".to_owned(), owner.into());
        }
        self.signed(claims, UPLOAD)
    }

    fn signed(&self, mut claims: Value, seconds: u64) -> Result<String, Refusal> {
        let now = self.clock.now().unix_timestamp();
        if let Some(map) = claims.as_object_mut() {
            map.insert("iat".to_owned(), now.into());
            let ends = now.saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX));
            map.insert("exp".to_owned(), ends.into());
        }
        sign(&self.config.jwt_secret, &claims).map_err(|_| Refusal::internal())
    }

    /// What a token lets its owner do, if it is one for this and for this address.
    pub(super) fn check_token(&self, token: &str, scope: &str, url: &str) -> Result<Grant, Refusal> {
        let claims = self.claims(token).map_err(|why| Refusal::token(&why))?;
        let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
        if text("scope") != scope {
            return Err(Refusal::signature(&format!("Token is not scoped for {scope}")));
        }
        if text("url") != url {
            return Err(Refusal::signature("Invalid signature"));
        }
        let ends = claims.get("exp").and_then(Value::as_i64).unwrap_or_default();
        Ok(Grant {
            owner: text("owner").to_owned(),
            upsert: claims.get("upsert") == Some(&Value::Bool(true)),
            ends_at: OffsetDateTime::from_unix_timestamp(ends).unwrap_or(OffsetDateTime::UNIX_EPOCH),
        })
    }
}
