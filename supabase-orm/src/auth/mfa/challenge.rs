//! Challenges, and what proves a factor.

use crate::{
    auth::{
        Channel,
        call::{Call, segment},
        request::request,
    },
    error::Result,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::fmt;

request! {
    /// Asking for a proof of a factor.
    ChallengeFactor { factor_id: String }
}

impl ChallengeFactor {
    /// How the code gets to a phone.
    pub fn channel(mut self, channel: Channel) -> Self {
        self.call.set("channel", channel.as_str());
        self
    }

    /// For a security key: the domain that it is bound to and the addresses that may use it.
    pub fn relying_party(
        mut self,
        id: impl Into<String>,
        origins: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let origins: Vec<String> = origins.into_iter().map(Into::into).collect();
        self.call.set("webauthn", json!({"rpId": id.into(), "rpOrigins": origins}));
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When nobody is signed in, the server refuses (`mfa_factor_not_found`, `over_sms_send_rate_limit`) or cannot be reached.
    pub async fn send(mut self) -> Result<Challenge> {
        let factor_id = segment("factor's id", &self.factor_id)?;
        self.call.to(format!("factors/{factor_id}/challenge"));
        self.auth.call(&self.call).await
    }
}

/// A proof is asked for.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct Challenge {
    /// Its id.
    pub id: String,
    /// `totp`, `phone`, `webauthn`; not sent by old servers.
    #[serde(default, rename = "type")]
    pub factor_type: Option<String>,
    /// When it ends, in Unix seconds by the server's clock.
    pub expires_at: u64,
    /// What a security key has to sign.
    #[serde(default)]
    pub webauthn: Option<WebauthnChallenge>,
    /// What a newer server adds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What a security key has to sign.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct WebauthnChallenge {
    /// `create` for a new key, `request` for a known one.
    #[serde(rename = "type")]
    pub kind: String,
    /// The options for the browser's `navigator.credentials`: `{"publicKey": ..}`.
    pub credential_options: Value,
}

/// What proves a factor. `Debug` does not show it.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum FactorProof {
    /// The code of an app or of a message.
    Code(String),
    /// What a security key answered.
    Webauthn {
        /// [`WebauthnChallenge::kind`].
        kind: String,
        /// The browser's credential as JSON.
        credential_response: Value,
    },
}

impl FactorProof {
    pub(super) fn put(self, call: &mut Call) {
        match self {
            Self::Code(code) => call.set("code", code),
            Self::Webauthn { kind, credential_response } => {
                call.set("webauthn", json!({"type": kind, "credential_response": credential_response}));
            }
        }
    }
}

impl From<&str> for FactorProof {
    fn from(code: &str) -> Self {
        Self::Code(code.to_owned())
    }
}

impl From<String> for FactorProof {
    fn from(code: String) -> Self {
        Self::Code(code)
    }
}

impl fmt::Debug for FactorProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Code(_) => "Code(redacted)",
            Self::Webauthn { .. } => "Webauthn(redacted)",
        })
    }
}
