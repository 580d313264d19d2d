//! What an access token says, once it is sure that the server has signed it.

mod cache;
mod jwks;
mod known;
mod parts;
mod signature;

pub(crate) use cache::JwksCache;
pub use jwks::{Jwk, Jwks};
pub use known::Claims;
pub(super) use known::Unverified;
pub(super) use parts::Parts;

use super::{Auth, clock::unix};
use crate::{
    client::AccessToken,
    error::{ClaimsError, Error, ErrorKind, Result},
};
use parts::Header;
use std::fmt;

/// Verifying an access token.
///
/// Nothing happens before `send()`.
#[derive(Clone)]
#[must_use = "nothing happens before `send()`"]
pub struct GetClaims {
    auth: Auth,
    token: Option<AccessToken>,
    jwks: Option<Jwks>,
    allow_expired: bool,
}

impl fmt::Debug for GetClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GetClaims")
    }
}

impl Auth {
    /// What the access token of the session says, verified. The reference's `get_claims`.
    ///
    /// The keys of the project are fetched once and kept for ten minutes, so this is fast. Tokens of a project that signs with a
    /// shared secret (HS256) cannot be verified here: the server is asked each time.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result};
    /// # async fn f(db: &Client, bearer: &str) -> Result<()> {
    /// let claims = db.auth().get_claims_of(bearer).send().await?;
    /// println!("{} is {}", claims.sub, claims.role);
    /// # Ok(()) }
    /// ```
    pub fn get_claims(&self) -> GetClaims {
        GetClaims { auth: self.clone(), token: None, jwks: None, allow_expired: false }
    }

    /// What this access token says, verified: for servers. The reference's `get_claims(jwt)`.
    pub fn get_claims_of(&self, token: impl Into<AccessToken>) -> GetClaims {
        GetClaims { token: Some(token.into()), ..self.get_claims() }
    }
}

impl GetClaims {
    /// Keys that are known already; those of the project are fetched only for a token that none of these has signed.
    pub fn jwks(mut self, jwks: Jwks) -> Self {
        self.jwks = Some(jwks);
        self
    }

    /// Takes a token that has run out, or that never does.
    pub fn allow_expired(mut self) -> Self {
        self.allow_expired = true;
        self
    }

    /// Verifies it.
    ///
    /// The algorithm is the key's, never what the token says it is.
    ///
    /// # Errors
    /// [`ErrorKind::Claims`] when the token is no JWT, has run out, or is not signed by the project; when nobody is signed in;
    /// when the server has to be asked and refuses (`bad_jwt`, `session_not_found`) or cannot be reached.
    pub async fn send(self) -> Result<Claims> {
        let token = match &self.token {
            Some(token) => token.clone(),
            None => self.auth.own_token().await?.ok_or_else(|| Error::new(ErrorKind::NoSession))?,
        };
        let parts = Parts::split(token.expose())?;
        let header = parts.header()?;
        let claims: Claims = parts.claims()?;
        self.check_times(&parts.claims()?)?;
        match self.key(&header).await? {
            Some(key) => signature::check(&parts, &header, &key)?,
            None => {
                let user = self.auth.get_user_of(token.expose()).await?;
                if user.id != claims.sub {
                    return Err(ClaimsError::OtherUser.into());
                }
            }
        }
        Ok(claims)
    }

    fn check_times(&self, times: &Unverified) -> Result<()> {
        let now = unix(self.auth.client().clock().now());
        match times.exp {
            _ if self.allow_expired => {}
            None => return Err(ClaimsError::NoExpiry.into()),
            Some(at) if at <= now => return Err(ClaimsError::Expired { at }.into()),
            Some(_) => {}
        }
        match times.nbf {
            // clocks differ a little
            Some(from) if from > now + 60 => Err(ClaimsError::NotYetValid { from }.into()),
            _ => Ok(()),
        }
    }

    /// The public key that signed it by its own word; `None` if only the server can tell.
    async fn key(&self, header: &Header) -> Result<Option<Jwk>> {
        let Some(kid) = &header.kid else { return Ok(None) };
        let cache = self.auth.client().jwks();
        let known = self.jwks.as_ref().and_then(|jwks| jwks.find(kid).cloned());
        let found = match known {
            Some(key) => Some(key),
            // a shared secret is in no JWKS; but the name of a public key in such a token is an attack
            None if header.is_symmetric() => cache.peek(&self.auth, kid),
            None => cache.find(&self.auth, kid).await?,
        };
        Ok(found.filter(|key| !(header.is_symmetric() && key.is_symmetric())))
    }
}
