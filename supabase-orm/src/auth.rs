//! Who a program acts for: signing up and in, sessions that last, users, second factors, administration.
//!
//! ```
//! # use supabase_orm::{Client, Result, doc::Planet};
//! # async fn f(db: &Client) -> Result<()> {
//! use supabase_orm::auth::Login;
//! db.auth().sign_in_with_password(Login::email("ann@example.com"), "example-password").send().await?;
//! let mine = db.from::<Planet>().select().await?; // as Ann: row level security applies
//! db.auth().sign_out().send().await?;
//! # Ok(()) }
//! ```
//!
//! A client has one session, which all its clones share; database, storage, functions and realtime see it. Its token is
//! refreshed when it is used, and ahead of time in the background; however many ask at once, it is refreshed once. A session ends
//! only when the server says so: not when it is down, too busy or answers nonsense. Servers do not sign in: they act for the
//! user of each request with [`Client::as_user`].
//!
//! A client whose key bypasses row level security (`sb_secret_..`, `service_role`) reads and writes with that key whoever signs
//! in: a session never makes it weaker without anyone noticing.

mod account;
mod admin;
mod call;
mod claims;
mod clock;
mod event;
mod identity;
mod keeper;
mod login;
mod mfa;
mod oauth_server;
mod otp;
mod passkey;
mod pkce;
mod provider;
mod redirect;
mod request;
mod session;
mod sign_in;
mod sign_out;
mod sign_up;
mod store;
mod token;
mod user;
mod web3;

pub use account::{ResetPassword, UpdateUser};
pub use admin::{
    Admin, AdminCustomProviders, AdminMfa, AdminOAuth, AdminPasskey, AdminSso, ClientSecret,
    CreateCustomProvider, CreateOAuthClient, CreateSsoProvider, CreateUser, CustomProvider,
    CustomProviderKind, DeleteUser, GenerateLink, GeneratedLink, InviteUser, LinkKind, ListOAuthClients,
    ListUsers, OAuthClient, OAuthClientPage, SamlMetadata, SamlProvider, SsoProvider, SsoProviderDomain,
    UpdateCustomProvider, UpdateFactor, UpdateOAuthClient, UpdateSsoProvider, UpdateUserById, UserPage,
};
pub(crate) use claims::JwksCache;
pub use claims::{Claims, GetClaims, Jwk, Jwks};
pub use clock::{Clock, SystemClock};
pub use event::{AuthEvent, AuthEvents, SignedOutReason};
pub use identity::{LinkIdentity, LinkIdentityWithIdToken};
pub(crate) use keeper::{Keeper, SessionOptions};
pub use login::{Channel, Login};
pub use mfa::{
    Aal, Amr, AssuranceLevel, Challenge, ChallengeFactor, Enrolled, FactorProof, Factors, Mfa, NewFactor,
    TotpSecret, WebauthnChallenge,
};
pub use oauth_server::{
    OAuth, OAuthAuthorization, OAuthAuthorizationClient, OAuthAuthorizationDetails, OAuthAuthorizationUser,
    OAuthGrant,
};
pub use otp::{Otp, OtpKind, OtpSent, Resend, SignInWithOtp, Verified, VerifyOtp};
pub use passkey::{Passkey, PasskeyApi, PasskeyChallenge, StartAuthentication};
pub use pkce::{Flow, PkceFlow};
pub use provider::{ExchangeCode, ProviderUrl, SignInWithIdToken, SignInWithOAuth, SignInWithSso, SsoDomain};
pub use session::{Session, WeakPassword};
pub use sign_in::{SignInAnonymously, SignInWithPassword};
pub use sign_out::{SignOut, SignOutScope};
pub use sign_up::{SignUp, SignedUp};
pub use store::{FileStore, MemoryStore, SessionStore, StoreError, StoreLock, StoredSession};
pub use token::RefreshToken;
pub use user::{Factor, Identity, User};
pub use web3::{SignInWithWeb3, Web3Chain};

pub use crate::timestamp::Timestamp;

use crate::{
    client::Client,
    error::{Error, ErrorKind, Result},
};
use std::sync::Arc;

impl Client {
    /// The Auth server, and the session of this client.
    #[must_use]
    pub fn auth(&self) -> Auth {
        Auth { client: self.clone() }
    }
}

/// The Auth server, and the session of a client: see the [module](self).
#[derive(Debug, Clone)]
pub struct Auth {
    client: Client,
}

impl Auth {
    fn client(&self) -> &Client {
        &self.client
    }

    fn keeper(&self) -> &Arc<Keeper> {
        self.client.keeper()
    }

    /// The session, with a token that is good for a while yet; `None` if nobody is signed in, and for a handle of
    /// [`as_user`](Client::as_user), which has a token and no session. The reference's `get_session`.
    ///
    /// # Errors
    /// When the token has run out and cannot be refreshed now; the session stays unless the server says that it is over.
    pub async fn session(&self) -> Result<Option<Arc<Session>>> {
        if !self.is_of_session() {
            return Ok(None);
        }
        self.keeper().access_token(&self.client).await?;
        Ok(self.keeper().session())
    }

    /// New tokens at once. The reference's `refresh_session`.
    ///
    /// # Errors
    /// When nobody is signed in, or the server refuses or cannot be reached.
    pub async fn refresh_session(&self) -> Result<Arc<Session>> {
        let session = match self.is_of_session() {
            true => self.keeper().refresh(&self.client).await?,
            false => None,
        };
        session.ok_or_else(|| Error::new(ErrorKind::NoSession))
    }

    /// The session of a refresh token that comes from elsewhere: it becomes this client's. The reference's
    /// `refresh_session(refresh_token)` and `set_session`.
    ///
    /// # Errors
    /// When the server refuses or cannot be reached.
    pub async fn set_session(&self, refresh_token: impl Into<RefreshToken>) -> Result<Arc<Session>> {
        let session = sign_in::refresh(self, &refresh_token.into()).await?;
        Ok(self.signed_in(session, AuthEvent::SignedIn).await)
    }

    /// What happens to the session from now on; what there is comes first. The reference's `on_auth_state_change`.
    ///
    /// ```
    /// # use supabase_orm::{Client, auth::AuthEvent};
    /// # async fn f(db: Client) {
    /// let mut events = db.auth().events().await;
    /// while let Some(event) = events.next().await {
    ///     if let AuthEvent::SignedOut(reason) = event {
    ///         println!("signed out: {reason:?}");
    ///     }
    /// }
    /// # }
    /// ```
    pub async fn events(&self) -> AuthEvents {
        self.keeper().load().await;
        self.keeper().subscribe()
    }
}
