//! The three parts of a JWT.

use crate::error::{ClaimsError, Result};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// A JWT that was taken apart; nothing is verified.
pub(in crate::auth) struct Parts<'t> {
    header: &'t str,
    claims: &'t str,
    signature: &'t str,
    /// what was signed
    pub(super) message: &'t str,
}

/// The header of a JWT: what it says about itself.
#[derive(Debug, Deserialize)]
pub(super) struct Header {
    pub(super) alg: String,
    #[serde(default)]
    pub(super) kid: Option<String>,
    #[serde(default)]
    crit: Option<Value>,
}

impl Header {
    /// Signed with a shared secret, as it says.
    pub(super) fn is_symmetric(&self) -> bool {
        self.alg.starts_with("HS")
    }
}

impl<'t> Parts<'t> {
    pub(in crate::auth) fn split(token: &'t str) -> Result<Self> {
        let malformed = ClaimsError::Malformed("it has not three parts");
        let Some((message, signature)) = token.rsplit_once('.') else { return Err(malformed.into()) };
        match message.split_once('.') {
            Some((header, claims)) if !claims.contains('.') => {
                Ok(Self { header, claims, signature, message })
            }
            _ => Err(malformed.into()),
        }
    }

    /// The header, unless it asks for what is never given.
    pub(super) fn header(&self) -> Result<Header> {
        let header: Header = json(self.header, "its header cannot be read")?;
        if header.alg.eq_ignore_ascii_case("none") {
            return Err(ClaimsError::Algorithm("it is not signed").into());
        }
        if header.crit.is_some() {
            return Err(ClaimsError::Malformed("it asks for an extension that is not known").into());
        }
        Ok(header)
    }

    pub(in crate::auth) fn claims<T: DeserializeOwned>(&self) -> Result<T> {
        json(self.claims, "its claims cannot be read")
    }

    pub(super) fn signature(&self) -> Result<Vec<u8>> {
        decode(self.signature, "its signature cannot be read")
    }
}

fn decode(part: &str, fault: &'static str) -> Result<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| ClaimsError::Malformed(fault).into())
}

fn json<T: DeserializeOwned>(part: &str, fault: &'static str) -> Result<T> {
    serde_json::from_slice(&decode(part, fault)?).map_err(|_| ClaimsError::Malformed(fault).into())
}
