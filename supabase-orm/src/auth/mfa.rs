//! Second factors of the user who is signed in.

mod assurance;
mod challenge;
mod enroll;
mod factors;

pub use assurance::{Aal, Amr, AssuranceLevel};
pub use challenge::{Challenge, ChallengeFactor, FactorProof, WebauthnChallenge};
pub use enroll::{Enrolled, NewFactor, TotpSecret};
pub use factors::Factors;

use super::{
    Auth, AuthEvent, Session,
    call::{Call, Who, segment},
};
use crate::error::Result;
use http::Method;
use std::sync::Arc;

impl Auth {
    /// Second factors of the user who is signed in. The reference's `mfa`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, auth::NewFactor};
    /// # async fn f(db: &Client, code: &str) -> Result<()> {
    /// let mfa = db.auth().mfa();
    /// let factor = mfa.enroll(NewFactor::totp().friendly_name("phone")).await?;
    /// if let Some(totp) = &factor.totp {
    ///     println!("show this to the user: {}", totp.data_url());
    /// }
    /// mfa.challenge_and_verify(&factor.id, code).await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn mfa(&self) -> Mfa {
        Mfa { auth: self.clone() }
    }
}

/// Second factors of the user who is signed in: see [`Auth::mfa`].
#[derive(Debug, Clone)]
pub struct Mfa {
    auth: Auth,
}

impl Mfa {
    /// Begins a new factor, which counts once it is verified. The reference's `mfa.enroll`.
    ///
    /// # Errors
    /// When nobody is signed in, the server refuses (`mfa_factor_name_conflict`, `insufficient_aal`,
    /// `too_many_enrolled_mfa_factors`) or cannot be reached.
    pub async fn enroll(&self, factor: NewFactor) -> Result<Enrolled> {
        self.auth.call(&factor.call).await
    }

    /// Asks for a proof: a challenge, which is good for some minutes. A phone gets a code. The reference's `mfa.challenge`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, auth::Channel};
    /// # async fn f(db: &Client, factor_id: &str, code: &str) -> Result<()> {
    /// let mfa = db.auth().mfa();
    /// let challenge = mfa.challenge(factor_id).channel(Channel::Whatsapp).send().await?;
    /// mfa.verify(factor_id, &challenge.id, code).await?;
    /// # Ok(()) }
    /// ```
    pub fn challenge(&self, factor_id: impl Into<String>) -> ChallengeFactor {
        ChallengeFactor {
            auth: self.auth.clone(),
            call: Call::post("").who(Who::User),
            factor_id: factor_id.into(),
        }
    }

    /// Proves it: the session goes on at a higher level, with new tokens. The user's other sessions without a second factor end.
    /// The reference's `mfa.verify`.
    ///
    /// # Errors
    /// When nobody is signed in, the server refuses (`mfa_verification_failed`, `mfa_challenge_expired`,
    /// `mfa_ip_address_mismatch` for a challenge that is used up) or cannot be reached.
    pub async fn verify(
        &self,
        factor_id: &str,
        challenge_id: &str,
        proof: impl Into<FactorProof>,
    ) -> Result<Arc<Session>> {
        let path = format!("factors/{}/verify", segment("factor's id", factor_id)?);
        let mut call = Call::post(path).who(Who::User);
        call.set("factor_id", factor_id);
        call.set("challenge_id", challenge_id);
        proof.into().put(&mut call);
        let session = self.auth.call(&call).await?;
        Ok(self.auth.signed_in(session, AuthEvent::MfaChallengeVerified).await)
    }

    /// A challenge and its proof at once: for codes of an app. The reference's `mfa.challenge_and_verify`.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub async fn challenge_and_verify(&self, factor_id: &str, code: &str) -> Result<Arc<Session>> {
        let challenge = self.challenge(factor_id).send().await?;
        self.verify(factor_id, &challenge.id, code).await
    }

    /// Removes a factor. The session falls back to a lower level when it is refreshed. The reference's `mfa.unenroll`.
    ///
    /// # Errors
    /// When nobody is signed in, the server refuses (`insufficient_aal` for a verified factor, `mfa_factor_not_found`) or cannot
    /// be reached.
    pub async fn unenroll(&self, factor_id: &str) -> Result<()> {
        let path = format!("factors/{}", segment("factor's id", factor_id)?);
        self.auth.bytes(&Call::new(Method::DELETE, path, Who::User)).await.map(drop)
    }

    /// The factors of the user, as the server knows them now. The reference's `mfa.list_factors`.
    ///
    /// # Errors
    /// When nobody is signed in, or the server refuses or cannot be reached.
    pub async fn list_factors(&self) -> Result<Factors> {
        Ok(Factors::new(self.auth.get_user().await?.factors.unwrap_or_default()))
    }
}
