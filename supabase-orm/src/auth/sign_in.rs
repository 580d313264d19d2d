//! Signing in with a password, and without anything.

use super::{
    Auth, AuthEvent, Login, RefreshToken, Session,
    call::Call,
    request::{option, request},
};
use crate::error::Result;
use serde_json::Map;
use std::sync::Arc;

request! {
    /// Signing in with a password.
    SignInWithPassword
}

request! {
    /// Signing in without a name; the user can become a permanent one later.
    SignInAnonymously
}

impl Auth {
    /// Signs in with a password. The reference's `sign_in_with_password`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, auth::Login};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let session = db.auth().sign_in_with_password(Login::email("ann@example.com"), "example-password").send().await?;
    /// println!("{:?}", session.user.as_ref().map(|user| &user.email));
    /// # Ok(()) }
    /// ```
    pub fn sign_in_with_password(&self, login: Login, password: impl Into<String>) -> SignInWithPassword {
        let mut call = Call::secured("token")
            .query("grant_type", "password")
            .with("data", Map::new())
            .with("password", password.into());
        login.put(&mut call);
        SignInWithPassword { auth: self.clone(), call }
    }

    /// Signs in without a name. The reference's `sign_in_anonymously`.
    pub fn sign_in_anonymously(&self) -> SignInAnonymously {
        SignInAnonymously { auth: self.clone(), call: Call::secured("signup").with("data", Map::new()) }
    }
}

impl SignInWithPassword {
    option!(captcha_token);

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`invalid_credentials`, `email_not_confirmed`, `user_banned`) or cannot be reached.
    pub async fn send(self) -> Result<Arc<Session>> {
        let session = self.auth.call(&self.call).await?;
        Ok(self.auth.signed_in(session, AuthEvent::SignedIn).await)
    }
}

impl SignInAnonymously {
    option!(data);
    option!(captcha_token);

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`anonymous_provider_disabled`) or cannot be reached.
    pub async fn send(self) -> Result<Arc<Session>> {
        let session = self.auth.call(&self.call).await?;
        Ok(self.auth.signed_in(session, AuthEvent::SignedIn).await)
    }
}

/// New tokens for a refresh token.
pub(super) async fn refresh(auth: &Auth, token: &RefreshToken) -> Result<Session> {
    let call = Call::post("token").query("grant_type", "refresh_token").with("refresh_token", token.expose());
    auth.call(&call).await
}
