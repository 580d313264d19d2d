//! Passkeys: signing in with a key of the device, without a password.
//!
//! The device makes and uses the key (a browser's `navigator.credentials`, the platform's own API); this is what the server
//! says before and after it.

use super::{
    Auth, AuthEvent, Session, Timestamp,
    call::{Call, Who, segment},
    request::{option, request},
};
use crate::error::Result;
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;

impl Auth {
    /// Passkeys: of the user who is signed in, and for signing in. JavaScript's `auth.passkey`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result};
    /// # use serde_json::Value;
    /// # fn ask_the_device(options: &Value) -> Value { Value::Null }
    /// # async fn f(db: &Client) -> Result<()> {
    /// let passkey = db.auth().passkey();
    /// let challenge = passkey.start_authentication().send().await?;
    /// let credential = ask_the_device(&challenge.options);
    /// passkey.verify_authentication(&challenge.challenge_id, credential).await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn passkey(&self) -> PasskeyApi {
        PasskeyApi { auth: self.clone() }
    }
}

/// Passkeys: see [`Auth::passkey`].
#[derive(Debug, Clone)]
pub struct PasskeyApi {
    auth: Auth,
}

request! {
    /// Asking for what a passkey has to sign.
    StartAuthentication
}

impl StartAuthentication {
    option!(captcha_token);

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`passkey_disabled`) or cannot be reached.
    pub async fn send(self) -> Result<PasskeyChallenge> {
        self.auth.call(&self.call).await
    }
}

impl PasskeyApi {
    /// Begins a new passkey of the user who is signed in: what the device needs to make it.
    ///
    /// # Errors
    /// When nobody is signed in, the server refuses (`passkey_disabled`, `too_many_passkeys`) or cannot be reached.
    pub async fn start_registration(&self) -> Result<PasskeyChallenge> {
        self.auth.call(&Call::post("passkeys/registration/options").who(Who::User)).await
    }

    /// Registers what the device has made.
    ///
    /// # Errors
    /// When nobody is signed in, the server refuses (`webauthn_challenge_expired`, `webauthn_verification_failed`) or cannot be
    /// reached.
    pub async fn verify_registration(&self, challenge_id: &str, credential: Value) -> Result<Passkey> {
        let call = proof("passkeys/registration/verify", challenge_id, credential).who(Who::User);
        self.auth.call(&call).await
    }

    /// What a passkey has to sign to sign in. The user is not named: the passkey knows it.
    pub fn start_authentication(&self) -> StartAuthentication {
        StartAuthentication { auth: self.auth.clone(), call: Call::post("passkeys/authentication/options") }
    }

    /// Signs in with what the device has signed.
    ///
    /// # Errors
    /// When the server refuses (`webauthn_challenge_not_found` for one that is used up, `webauthn_challenge_expired`,
    /// `webauthn_verification_failed`) or cannot be reached.
    pub async fn verify_authentication(&self, challenge_id: &str, credential: Value) -> Result<Arc<Session>> {
        let call = proof("passkeys/authentication/verify", challenge_id, credential);
        let session = self.auth.call(&call).await?;
        Ok(self.auth.signed_in(session, AuthEvent::SignedIn).await)
    }

    /// The passkeys of the user who is signed in.
    ///
    /// # Errors
    /// When nobody is signed in, or the server refuses or cannot be reached.
    pub async fn list(&self) -> Result<Vec<Passkey>> {
        self.auth.call(&Call::new(Method::GET, "passkeys", Who::User)).await
    }

    /// Renames a passkey: up to 120 characters.
    ///
    /// # Errors
    /// When nobody is signed in, the server refuses (`validation_failed`, also for a passkey that is not there) or cannot be
    /// reached.
    pub async fn update(&self, passkey_id: &str, friendly_name: &str) -> Result<Passkey> {
        let path = format!("passkeys/{}", segment("passkey's id", passkey_id)?);
        let call = Call::new(Method::PATCH, path, Who::User).with("friendly_name", friendly_name);
        self.auth.call(&call).await
    }

    /// Deletes a passkey: it cannot sign in any more.
    ///
    /// # Errors
    /// When nobody is signed in, the server refuses (`validation_failed` for a passkey that is not there) or cannot be reached.
    pub async fn delete(&self, passkey_id: &str) -> Result<()> {
        let path = format!("passkeys/{}", segment("passkey's id", passkey_id)?);
        self.auth.bytes(&Call::new(Method::DELETE, path, Who::User)).await.map(drop)
    }
}

fn proof(path: &str, challenge_id: &str, credential: Value) -> Call {
    Call::post(path).with("challenge_id", challenge_id).with("credential", credential)
}

/// What a device has to answer.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct PasskeyChallenge {
    /// Its id, for the answer.
    pub challenge_id: String,
    /// The options of `navigator.credentials`, as its `publicKey`.
    pub options: Value,
    /// When it ends, in Unix seconds by the server's clock.
    #[serde(default)]
    pub expires_at: Option<u64>,
    /// What a newer server adds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A passkey of a user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Passkey {
    /// Its id.
    pub id: String,
    /// Its name; the server gives it one.
    #[serde(default)]
    pub friendly_name: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was last used; absent if never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
    /// What a newer server adds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
