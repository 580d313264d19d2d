//! New factors.

use crate::auth::call::{Call, Who};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::fmt;

/// A factor to begin: for [`Mfa::enroll`](super::Mfa::enroll).
#[derive(Debug, Clone)]
#[must_use = "nothing happens before `enroll`"]
pub struct NewFactor {
    pub(super) call: Call,
}

impl NewFactor {
    fn new(kind: &str) -> Self {
        Self { call: Call::post("factors").who(Who::User).with("factor_type", kind) }
    }

    /// An app that shows codes.
    pub fn totp() -> Self {
        Self::new("totp")
    }

    /// A phone that gets codes.
    pub fn phone(number: impl Into<String>) -> Self {
        let Self { call } = Self::new("phone");
        Self { call: call.with("phone", number.into()) }
    }

    /// A security key.
    pub fn webauthn() -> Self {
        Self::new("webauthn")
    }

    /// Its name; no two of a user's factors may have the same, not even `""`.
    pub fn friendly_name(mut self, name: impl Into<String>) -> Self {
        self.call.set("friendly_name", name.into());
        self
    }

    /// Who is named in the app that shows the codes. Default is the project's address.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.call.set("issuer", issuer.into());
        self
    }
}

/// A factor that waits to be verified.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct Enrolled {
    /// Its id.
    pub id: String,
    /// `totp`, `phone`, `webauthn`.
    #[serde(rename = "type")]
    pub factor_type: String,
    /// Its name.
    #[serde(default)]
    pub friendly_name: Option<String>,
    /// What the app needs that shows the codes.
    #[serde(default)]
    pub totp: Option<TotpSecret>,
    /// The number, as it was given.
    #[serde(default)]
    pub phone: Option<String>,
    /// What a newer server adds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The secret of an app that shows codes, in three forms. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct TotpSecret {
    /// An SVG image for the app's camera.
    pub qr_code: String,
    /// The secret itself, to be typed in.
    pub secret: String,
    /// `otpauth://totp/..`
    pub uri: String,
}

impl TotpSecret {
    /// The image as an address for `<img src>`.
    #[must_use]
    pub fn data_url(&self) -> String {
        format!("data:image/svg+xml;base64,{}", BASE64_STANDARD.encode(&self.qr_code))
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(redacted)")
    }
}
