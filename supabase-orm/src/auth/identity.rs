//! More ways to sign in as the same user: identities, linked and unlinked.

use super::{
    Auth, AuthEvent, Identity, ProviderUrl, Session,
    call::{Call, Who, segment},
    request::request,
};
use crate::error::{Error, ErrorKind, QueryError, Result};
use http::Method;
use serde::Deserialize;
use std::sync::Arc;

request! {
    /// Linking an identity of an OAuth provider: an address for the user's browser.
    LinkIdentity { provider: String }
}

request! {
    /// Linking an identity by the ID token of its provider.
    LinkIdentityWithIdToken
}

impl Auth {
    /// The address at which the user who is signed in links an identity of `provider` (`google`, `github`, ..). The reference's
    /// `link_identity`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let to = db.auth().link_identity("github").redirect_to("https://example.com/linked").send().await?;
    /// println!("open {}", to.url);
    /// # Ok(()) }
    /// ```
    pub fn link_identity(&self, provider: impl Into<String>) -> LinkIdentity {
        let call = Call::new(Method::GET, "user/identities/authorize", Who::User);
        LinkIdentity { auth: self.clone(), call, provider: provider.into() }
    }

    /// Links an identity of `provider` to the user who is signed in, by the ID token that another library has got.
    pub fn link_identity_with_id_token(
        &self,
        provider: impl Into<String>,
        token: impl Into<String>,
    ) -> LinkIdentityWithIdToken {
        let call = Call::post("token").query("grant_type", "id_token").who(Who::User);
        let call = call.with("provider", provider.into()).with("id_token", token.into());
        LinkIdentityWithIdToken { auth: self.clone(), call: call.with("link_identity", true) }
    }

    /// Unlinks an identity, one of [`get_user_identities`](Self::get_user_identities); the last one stays. The reference's
    /// `unlink_identity`.
    ///
    /// # Errors
    /// When the identity is of an old server and has no id, nobody is signed in, the server refuses (`identity_not_found`,
    /// `single_identity_not_deletable`, `manual_linking_disabled`) or cannot be reached.
    pub async fn unlink_identity(&self, identity: &Identity) -> Result<()> {
        let what = "identity's id";
        let missing = || Error::new(ErrorKind::Query(QueryError::InvalidName(what)));
        let id = identity.identity_id.as_deref().ok_or_else(missing)?;
        let path = format!("user/identities/{}", segment(what, id)?);
        self.bytes(&Call::new(Method::DELETE, path, Who::User)).await.map(drop)
    }
}

impl LinkIdentity {
    /// Where the provider leads back to; the project must allow it.
    pub fn redirect_to(mut self, url: impl Into<String>) -> Self {
        self.call.redirect_to(url);
        self
    }

    /// What is asked of the provider: `repo gist`.
    pub fn scopes(self, scopes: impl Into<String>) -> Self {
        self.parameter("scopes", scopes)
    }

    /// A parameter for the provider: `prompt`, `access_type`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.call.add(name.into(), value);
        self
    }

    /// Asks for the address.
    ///
    /// # Errors
    /// When nobody is signed in, the server refuses (`manual_linking_disabled`, `validation_failed` for an unknown provider) or
    /// cannot be reached.
    pub async fn send(mut self) -> Result<ProviderUrl> {
        #[derive(Deserialize)]
        struct Answer {
            url: String,
        }
        let flow = self.auth.flow(&mut Call::post(""), false)?;
        self.call.add("skip_http_redirect", "true");
        if let Some(flow) = &flow {
            self.call.add("code_challenge", flow.challenge());
            self.call.add("code_challenge_method", "s256");
        }
        self.call.add("provider", self.provider);
        let Answer { url } = self.auth.call(&self.call).await?;
        Ok(ProviderUrl { url, flow })
    }
}

impl LinkIdentityWithIdToken {
    /// The access token that came with it; some providers' tokens are bound to it (`at_hash`).
    pub fn access_token(mut self, token: impl Into<String>) -> Self {
        self.call.set("access_token", token.into());
        self
    }

    /// The nonce that the token was asked with.
    pub fn nonce(mut self, nonce: impl Into<String>) -> Self {
        self.call.set("nonce", nonce.into());
        self
    }

    /// Sends it: the session has new tokens and the user with the identity.
    ///
    /// # Errors
    /// When nobody is signed in, the server refuses (`identity_already_exists`, `manual_linking_disabled`) or cannot be reached.
    pub async fn send(self) -> Result<Arc<Session>> {
        let session = self.auth.call(&self.call).await?;
        Ok(self.auth.signed_in(session, AuthEvent::UserUpdated).await)
    }
}
