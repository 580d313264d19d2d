//! Addresses that a user comes back with, from a mail or a provider.

use super::{Auth, AuthEvent, PkceFlow, Session, Verified};
use crate::{
    client::AccessToken,
    error::{AuthErrorCode, RedirectError, Result},
};
use std::{collections::HashMap, sync::Arc};
use url::{Url, form_urlencoded};

impl Auth {
    /// The session of the address that the user came back with: a link in a mail, a provider. The reference's
    /// `initialize(url)`.
    ///
    /// `flow` is the secret of the flow that the address is expected from: then it must bring a code. Without one it must bring
    /// tokens, which the server is asked about.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, auth::{PkceFlow, Verified}};
    /// # async fn f(db: &Client, address: &str, flow: PkceFlow) -> Result<()> {
    /// match db.auth().session_from_url(address, Some(flow)).await {
    ///     Ok(Verified::Session(session)) => println!("{session:?}"),
    ///     Ok(other) => println!("{other:?}"),
    ///     Err(e) => println!("the link does not work any more: {e}"),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Redirect`](crate::error::ErrorKind::Redirect) when the address brings an error or not what is expected; when
    /// the server refuses the code or the tokens or cannot be reached.
    pub async fn session_from_url(&self, url: &str, flow: Option<PkceFlow>) -> Result<Verified> {
        let brought = Brought::read(url)?;
        if let Some(error) = brought.error() {
            return Err(error.into());
        }
        if brought.fragment.contains_key("access_token") {
            if flow.is_some() {
                return Err(RedirectError::NotOfFlow.into());
            }
            return self.implicit(&brought.fragment).await.map(Verified::Session);
        }
        if let Some(code) = brought.query.get("code") {
            let flow = flow.ok_or(RedirectError::NoFlow)?;
            return Ok(Verified::Session(self.exchange_code_for_session(code, flow).send().await?));
        }
        match brought.get("message") {
            Some(message) => Ok(Verified::Waiting(message.to_owned())),
            None => Err(RedirectError::Nothing.into()),
        }
    }

    /// The session that a fragment is, once the server has said whose it is.
    async fn implicit(&self, fragment: &Pairs) -> Result<Arc<Session>> {
        let text = |name: &'static str| fragment.get(name).ok_or(RedirectError::Missing(name));
        let number = |name: &'static str| text(name)?.parse().map_err(|_| RedirectError::Missing(name));
        let access_token = AccessToken::from(text("access_token")?.as_str());
        let mut session = Session {
            access_token: access_token.clone(),
            refresh_token: text("refresh_token")?.as_str().into(),
            token_type: text("token_type")?.clone(),
            expires_in: number("expires_in")?,
            expires_at: number("expires_at").ok(),
            user: None,
            provider_token: fragment.get("provider_token").map(|token| token.as_str().into()),
            provider_refresh_token: fragment.get("provider_refresh_token").map(|token| token.as_str().into()),
            weak_password: None,
            other: serde_json::Map::new(),
        };
        session.user = Some(self.get_user_of(access_token).await?);
        let recovery = fragment.get("type").is_some_and(|kind| kind == "recovery");
        let event = if recovery { AuthEvent::PasswordRecovery } else { AuthEvent::SignedIn };
        Ok(self.signed_in(session, event).await)
    }
}

type Pairs = HashMap<String, String>;

/// What an address brings.
struct Brought {
    query: Pairs,
    fragment: Pairs,
}

impl Brought {
    fn read(url: &str) -> Result<Self, RedirectError> {
        let pairs = |text: &str| form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        let url = Url::parse(url).map_err(|_| RedirectError::Address)?;
        // an address that had a fragment already has two `#`
        let fragment = url.fragment().unwrap_or_default();
        let fragment = fragment.rsplit_once('#').map_or(fragment, |(_, last)| last);
        Ok(Self { query: pairs(url.query().unwrap_or_default()), fragment: pairs(fragment) })
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.fragment.get(name).or_else(|| self.query.get(name)).map(String::as_str)
    }

    fn error(&self) -> Option<RedirectError> {
        let parts = [self.get("error"), self.get("error_code"), self.get("error_description")];
        let [error, code, description] = parts;
        if parts.iter().all(Option::is_none) {
            return None;
        }
        Some(RedirectError::Refused {
            error: error.unwrap_or_default().to_owned(),
            code: code.map(AuthErrorCode::parse),
            description: description.unwrap_or_default().to_owned(),
        })
    }
}
