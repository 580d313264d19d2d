//! Signing in with a wallet: the wallet signs a message that names the site.

use super::{
    Auth, AuthEvent, Session,
    call::Call,
    request::{option, request},
};
use crate::error::Result;
use std::sync::Arc;

/// The chain of a wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Web3Chain {
    /// The message by EIP-4361; the signature is 65 bytes in hexadecimal digits after `0x`.
    Ethereum,
    /// The message as "Sign in with Solana" has it; the signature is 64 bytes in base64.
    Solana,
}

impl Web3Chain {
    fn as_str(self) -> &'static str {
        match self {
            Self::Ethereum => "ethereum",
            Self::Solana => "solana",
        }
    }
}

request! {
    /// Signing in with a wallet.
    SignInWithWeb3
}

impl Auth {
    /// Signs in with a message that a wallet has signed; the user is made if it is new. JavaScript's `signInWithWeb3`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, auth::Web3Chain};
    /// # async fn f(db: &Client, message: &str, signature: &str) -> Result<()> {
    /// let session = db.auth().sign_in_with_web3(Web3Chain::Solana, message, signature).send().await?;
    /// println!("until {:?}", session.expires_at);
    /// # Ok(()) }
    /// ```
    pub fn sign_in_with_web3(
        &self,
        chain: Web3Chain,
        message: impl Into<String>,
        signature: impl Into<String>,
    ) -> SignInWithWeb3 {
        let call = Call::post("token")
            .query("grant_type", "web3")
            .with("chain", chain.as_str())
            .with("message", message.into())
            .with("signature", signature.into());
        SignInWithWeb3 { auth: self.clone(), call }
    }
}

impl SignInWithWeb3 {
    option!(captcha_token);

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`web3_provider_disabled`, `validation_failed`, `invalid_grant` for a wrong signature, a message
    /// for another site or one that is too old) or cannot be reached.
    pub async fn send(self) -> Result<Arc<Session>> {
        let session = self.auth.call(&self.call).await?;
        Ok(self.auth.signed_in(session, AuthEvent::SignedIn).await)
    }
}
