//! The claims of an access token.

use crate::auth::{Aal, Amr};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Number, Value};

/// What an access token says about its user. What is not listed here is in [`other`](Self::other): `client_id`, `scope`, claims
/// of hooks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Claims {
    /// The id of the user: `auth.uid()` in policies.
    #[serde(default)]
    pub sub: String,
    /// The role in the database: `authenticated`.
    #[serde(default)]
    pub role: String,
    /// Who issued it: the address of the Auth server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// For whom it is: `authenticated`.
    #[serde(default, deserialize_with = "one_or_many")]
    pub aud: Vec<String>,
    /// When it ends, in Unix seconds.
    #[serde(default, deserialize_with = "seconds", skip_serializing_if = "Option::is_none")]
    pub exp: Option<u64>,
    /// When it was issued, in Unix seconds.
    #[serde(default, deserialize_with = "seconds", skip_serializing_if = "Option::is_none")]
    pub iat: Option<u64>,
    /// The email address; `""` if the user has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The phone number; `""` if the user has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What the server and administrators say about the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_metadata: Option<Map<String, Value>>,
    /// What the user says about itself: not to be trusted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_metadata: Option<Map<String, Value>>,
    /// How surely it is the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aal: Option<Aal>,
    /// How the user has proved who it is, the newest first.
    #[serde(default, deserialize_with = "or_default")]
    pub amr: Vec<Amr>,
    /// The session that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// Signed in without email, phone or provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_anonymous: Option<bool>,
    /// Everything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The few claims that are read before anything is verified.
#[derive(Deserialize)]
pub(in crate::auth) struct Unverified {
    #[serde(default, deserialize_with = "seconds")]
    pub(super) exp: Option<u64>,
    #[serde(default, deserialize_with = "seconds")]
    pub(super) nbf: Option<u64>,
    #[serde(default)]
    pub(in crate::auth) aal: Option<Aal>,
    #[serde(default, deserialize_with = "or_default")]
    pub(in crate::auth) amr: Vec<Amr>,
}

fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(d: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(d)?.unwrap_or_default())
}

fn one_or_many<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        One(String),
        Many(Vec<String>),
    }
    Ok(match Option::deserialize(d)? {
        None => Vec::new(),
        Some(Form::One(one)) => vec![one],
        Some(Form::Many(many)) => many,
    })
}

/// Seconds since 1970, which JWT allows to have a fraction.
fn seconds<'de, D: Deserializer<'de>>(d: D) -> Result<Option<u64>, D::Error> {
    let Some(number) = Option::<Number>::deserialize(d)? else { return Ok(None) };
    let whole = || number.to_string().split('.').next().and_then(|whole| whole.parse().ok());
    match number.as_u64().or_else(whole) {
        Some(seconds) => Ok(Some(seconds)),
        None => Err(serde::de::Error::custom("no time")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_of_other_issuers_are_read_and_nothing_is_lost() {
        let text = r#"{"sub":"u","aud":["a","b"],"exp":1700000000.5,"amr":null,"org":{"id":1}}"#;
        let claims: Claims = serde_json::from_str(text).unwrap();
        assert_eq!((claims.aud.len(), claims.exp, claims.role.as_str()), (2, Some(1_700_000_000), ""));
        assert_eq!(claims.other["org"]["id"], 1);
        assert!(serde_json::from_str::<Claims>(r#"{"exp":"soon"}"#).is_err());
        assert!(serde_json::from_str::<Claims>(r#"{"exp":-5}"#).is_err());
    }
}
