//! The one place that asks who a request is sent as.

use super::{AccessToken, Client};
use crate::{
    error::{Error, ErrorKind, Result},
    http::{BoxFuture, Headers, Request},
};
use http::{HeaderName, HeaderValue, header::AUTHORIZATION};
use std::{error::Error as StdError, fmt, sync::Arc};

/// Gives the access token of the moment, asked before every attempt of every request.
///
/// For tokens that live elsewhere: another auth library, a third-party provider. It may refresh first and is awaited.
pub trait AccessTokenProvider: Send + Sync + 'static {
    /// The token; `None` sends as the api key alone.
    ///
    /// # Errors
    /// Any error fails the request: it is never sent with weaker or stronger credentials instead.
    fn access_token(&self) -> BoxFuture<'_, Result<Option<AccessToken>, Box<dyn StdError + Send + Sync>>>;
}

/// Who a handle sends as.
#[derive(Clone)]
pub(crate) enum Bearer {
    /// the api key itself
    #[cfg_attr(feature = "auth", expect(dead_code, reason = "without a session"))]
    Key,
    /// whoever is signed in, else the api key
    #[cfg(feature = "auth")]
    Session,
    Token(AccessToken),
    Provider(Arc<dyn AccessTokenProvider>),
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => "the api key",
            #[cfg(feature = "auth")]
            Self::Session => "the session, else the api key",
            Self::Token(_) => "a user's token",
            Self::Provider(_) => "a token provider",
        })
    }
}

impl Client {
    /// Key, token and the headers of every request. The key stands last: no header of the user can replace it.
    pub(super) async fn authorize(&self, request: &mut Request) -> Result<()> {
        let bearer = self.bearer().await.map_err(|e| e.at(&request.method, request.path()))?;
        self.authorize_as(request, bearer);
        Ok(())
    }

    pub(super) fn authorize_as(&self, request: &mut Request, bearer: Option<HeaderValue>) {
        let shared = &self.0.shared;
        let mut headers = Headers::with_capacity(4);
        for (name, value) in shared.headers.iter() {
            headers.set(name.clone(), value.clone());
        }
        if let Some(bearer) = bearer {
            headers.set(AUTHORIZATION, bearer);
        }
        headers.set(HeaderName::from_static("apikey"), shared.key.header().clone());
        request.credentials = headers;
    }

    /// The token of the user; `None` if the key speaks for itself.
    pub(super) async fn token(&self) -> Result<Option<AccessToken>> {
        Ok(match &self.0.bearer {
            Bearer::Key => None,
            // a key that bypasses row level security is never made weaker by who signs in
            #[cfg(feature = "auth")]
            Bearer::Session if self.key_kind().bypasses_row_level_security() => None,
            #[cfg(feature = "auth")]
            Bearer::Session => self.0.shared.auth.keeper.access_token(self).await?,
            Bearer::Token(token) => Some(token.clone()),
            Bearer::Provider(p) => {
                p.access_token().await.map_err(|e| Error::new(ErrorKind::Credentials(e)))?
            }
        })
    }

    async fn bearer(&self) -> Result<Option<HeaderValue>> {
        let unfit = || Error::new(ErrorKind::Credentials("the access token cannot stand in a header".into()));
        match self.token().await? {
            Some(token) => token.header().map(Some).ok_or_else(unfit),
            None => Ok(self.0.shared.key.bearer().cloned()),
        }
    }
}
