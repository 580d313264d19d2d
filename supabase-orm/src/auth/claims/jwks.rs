//! The public keys of a project.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// A set of public keys: a JWKS document, `{"keys": [..]}`. Keys that cannot be read are left out.
///
/// ```
/// # fn main() -> Result<(), serde_json::Error> {
/// let jwks: supabase_orm::auth::Jwks = serde_json::from_str(r#"{"keys": []}"#)?;
/// assert!(jwks.keys.is_empty());
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Jwks {
    /// The keys.
    #[serde(deserialize_with = "readable")]
    pub keys: Vec<Jwk>,
}

/// A key, as JSON has it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Jwk {
    /// Its name, which tokens give.
    #[serde(default)]
    pub kid: Option<String>,
    /// `RSA`, `EC`, `OKP`.
    pub kty: String,
    /// The algorithm that it is for.
    #[serde(default)]
    pub alg: Option<String>,
    /// The key itself, and what it may be used for.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Jwks {
    pub(super) fn find(&self, kid: &str) -> Option<&Jwk> {
        self.keys.iter().find(|key| key.kid.as_deref() == Some(kid) && key.verifies())
    }
}

impl Jwk {
    pub(super) fn text(&self, member: &str) -> Option<&str> {
        self.other.get(member).and_then(Value::as_str)
    }

    pub(super) fn is_symmetric(&self) -> bool {
        self.kty == "oct"
    }

    /// It may be used for signatures, as far as it says.
    fn verifies(&self) -> bool {
        let verify = |ops: &Vec<Value>| ops.iter().any(|op| op == "verify");
        let for_signatures = self.text("use").is_none_or(|purpose| purpose == "sig");
        for_signatures && self.other.get("key_ops").and_then(Value::as_array).is_none_or(verify)
    }
}

fn readable<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Jwk>, D::Error> {
    let keys = Vec::<Value>::deserialize(d)?;
    Ok(keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect())
}
