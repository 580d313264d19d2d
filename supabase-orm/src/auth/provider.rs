//! Signing in through somebody else: OAuth providers, single sign-on, tokens of other libraries.

use super::{
    Auth, AuthEvent, PkceFlow, Session,
    call::Call,
    request::{option, request},
};
use crate::error::{Error, Result};
use serde::Deserialize;
use serde_json::Value;
use std::{fmt, sync::Arc};
use url::Url;

request! {
    /// Signing in through an OAuth provider: an address for the user's browser.
    SignInWithOAuth { parameters: Vec<(String, String)> }
}

request! {
    /// Signing in through an organisation's identity provider: an address for the user's browser.
    SignInWithSso
}

request! {
    /// Signing in with the ID token of a provider.
    SignInWithIdToken
}

request! {
    /// Exchanging a code for a session.
    ExchangeCode { flow: PkceFlow }
}

/// Where the user's browser goes, and the secret for the code that it brings back.
#[derive(Clone)]
#[non_exhaustive]
pub struct ProviderUrl {
    /// The address to open.
    pub url: String,
    /// For [`exchange_code_for_session`](Auth::exchange_code_for_session); `None` in the implicit flow.
    pub flow: Option<PkceFlow>,
}

impl fmt::Debug for ProviderUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderUrl").field("url", &self.url).field("flow", &self.flow).finish()
    }
}

/// Whose identity provider it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SsoDomain {
    /// The domain of the user's address.
    Domain(String),
    /// The id of the provider.
    Provider(String),
}

impl Auth {
    /// The address at which the user signs in through `provider` (`google`, `github`, ..). Nothing is sent. The reference's
    /// `sign_in_with_oauth`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result};
    /// # async fn f(db: &Client, code_of_the_redirect: &str) -> Result<()> {
    /// let to = db.auth().sign_in_with_oauth("github").redirect_to("https://example.com/welcome").url()?;
    /// println!("open {}", to.url);
    /// if let Some(flow) = to.flow {
    ///     db.auth().exchange_code_for_session(code_of_the_redirect, flow).send().await?;
    /// }
    /// # Ok(()) }
    /// ```
    pub fn sign_in_with_oauth(&self, provider: impl Into<String>) -> SignInWithOAuth {
        let call = Call::post("authorize");
        SignInWithOAuth {
            auth: self.clone(),
            call,
            parameters: vec![("provider".to_owned(), provider.into())],
        }
    }

    /// The address at which the user signs in through an organisation's identity provider. The reference's `sign_in_with_sso`.
    pub fn sign_in_with_sso(&self, domain: SsoDomain) -> SignInWithSso {
        let mut call = Call::secured("sso").with("skip_http_redirect", true).with("redirect_to", Value::Null);
        match domain {
            SsoDomain::Domain(domain) => call.set("domain", domain),
            SsoDomain::Provider(id) => call.set("provider_id", id),
        }
        SignInWithSso { auth: self.clone(), call }
    }

    /// Signs in with the ID token that another library has got from `provider` (`google`, `apple`, ..). The reference's
    /// `sign_in_with_id_token`.
    pub fn sign_in_with_id_token(
        &self,
        provider: impl Into<String>,
        token: impl Into<String>,
    ) -> SignInWithIdToken {
        let call = Call::secured("token").query("grant_type", "id_token").with("provider", provider.into());
        let call =
            call.with("id_token", token.into()).with("access_token", Value::Null).with("nonce", Value::Null);
        SignInWithIdToken { auth: self.clone(), call }
    }

    /// The session for the code that a redirect or a link in a mail brought. `flow` is the secret of the same flow. The
    /// reference's `exchange_code_for_session`.
    pub fn exchange_code_for_session(&self, code: impl Into<String>, flow: PkceFlow) -> ExchangeCode {
        let call = Call::post("token").query("grant_type", "pkce").with("auth_code", code.into());
        ExchangeCode { auth: self.clone(), call: call.with("code_verifier", flow.verifier()), flow }
    }
}

impl SignInWithOAuth {
    /// Where the provider leads back to; the project must allow it.
    pub fn redirect_to(self, url: impl Into<String>) -> Self {
        self.parameter("redirect_to", url)
    }

    /// What is asked of the provider: `repo gist`.
    pub fn scopes(self, scopes: impl Into<String>) -> Self {
        self.parameter("scopes", scopes)
    }

    /// A parameter for the provider: `prompt`, `access_type`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// The address.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn url(mut self) -> Result<ProviderUrl> {
        let flow = self.auth.flow(&mut self.call, false)?;
        let address = format!("{}authorize", self.auth.client().auth_url());
        let mut url = Url::parse(&address).map_err(|e| Error::config(format!("the Auth address: {e}")))?;
        let mut query = url.query_pairs_mut();
        if let Some(flow) = &flow {
            query.append_pair("code_challenge", &flow.challenge());
            query.append_pair("code_challenge_method", "s256");
        }
        query.extend_pairs(&self.parameters);
        drop(query);
        Ok(ProviderUrl { url: url.into(), flow })
    }
}

impl SignInWithSso {
    option!(captcha_token);

    /// Where the provider leads back to; the project must allow it.
    pub fn redirect_to(mut self, url: impl Into<String>) -> Self {
        self.call.set("redirect_to", url.into());
        self
    }

    /// Asks for the address.
    ///
    /// # Errors
    /// When the server refuses (`sso_provider_not_found`) or cannot be reached.
    pub async fn send(mut self) -> Result<ProviderUrl> {
        #[derive(Deserialize)]
        struct Answer {
            url: String,
        }
        let flow = self.auth.flow(&mut self.call, false)?;
        let Answer { url } = self.auth.call(&self.call).await?;
        Ok(ProviderUrl { url, flow })
    }
}

impl SignInWithIdToken {
    option!(captcha_token);

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

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses or cannot be reached.
    pub async fn send(self) -> Result<Arc<Session>> {
        let session = self.auth.call(&self.call).await?;
        Ok(self.auth.signed_in(session, AuthEvent::SignedIn).await)
    }
}

impl ExchangeCode {
    option!(redirect_to);

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`bad_code_verifier`, `flow_state_expired`, `flow_state_not_found`) or cannot be reached.
    pub async fn send(self) -> Result<Arc<Session>> {
        let session = self.auth.call(&self.call).await?;
        let event = if self.flow.is_recovery() { AuthEvent::PasswordRecovery } else { AuthEvent::SignedIn };
        Ok(self.auth.signed_in(session, event).await)
    }
}
