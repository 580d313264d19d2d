//! Who sends a request to an axum server: an extractor that verifies the access token.
//!
//! ```
//! use axum::{Router, routing::get};
//! use supabase_orm::{Client, axum::AuthUser, doc::Planet};
//!
//! async fn my_planets(user: AuthUser) -> Result<String, String> {
//!     // row level security sees the user
//!     let planets = user.client.from::<Planet>().select().await.map_err(|e| e.to_string())?;
//!     Ok(format!("{} has {} planets", user.claims.sub, planets.len()))
//! }
//!
//! # fn f() -> supabase_orm::Result<()> {
//! let db = Client::new("https://<ref>.supabase.co", "sb_publishable_..")?;
//! let app: Router = Router::new().route("/planets", get(my_planets)).with_state(db);
//! # Ok(()) }
//! ```

use crate::{
    Client,
    auth::Claims,
    client::AccessToken,
    error::{Error, ErrorKind},
};
use axum_core::{
    extract::{FromRef, FromRequestParts, OptionalFromRequestParts},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header, request::Parts};

/// The user who sends a request: claims of the access token, verified, and a client that acts as this user.
///
/// The token is the `Authorization: Bearer ..` of the request. With `Option<AuthUser>` a request without one is `None`; a token
/// that is no good is refused all the same. Tokens of a project that signs with asymmetric keys are verified in this process;
/// for those of a shared secret (HS256) the Auth server is asked each time.
///
/// It needs a [`Client`] in the state of the router: the state itself, or a part of it by `FromRef`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AuthUser {
    /// What the token says.
    pub claims: Claims,
    /// Acts as this user: row level security applies.
    pub client: Client,
}

/// Why a request has no user.
#[derive(Debug)]
#[non_exhaustive]
pub enum AuthRejection {
    /// There is no `Authorization: Bearer ..`: 401.
    NoToken,
    /// The token has run out, is not signed by the project, or its session is over: 401.
    Refused(Error),
    /// The Auth server is needed to tell, and cannot be asked: 503. It says nothing against the token.
    Unavailable(Error),
}

impl AuthRejection {
    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NoToken | Self::Refused(_) => StatusCode::UNAUTHORIZED,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn of(e: Error) -> Self {
        let refused = match e.kind() {
            ErrorKind::Claims(_) => true,
            ErrorKind::Auth(refusal) => refusal.status.is_client_error() && !e.is_temporary(),
            _ => false,
        };
        if refused { Self::Refused(e) } else { Self::Unavailable(e) }
    }
}

impl std::fmt::Display for AuthRejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoToken => f.write_str("this needs `Authorization: Bearer` and an access token"),
            Self::Refused(e) => write!(f, "the access token is refused: {e}"),
            Self::Unavailable(e) => write!(f, "the access token cannot be verified now: {e}"),
        }
    }
}

impl std::error::Error for AuthRejection {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoToken => None,
            Self::Refused(e) | Self::Unavailable(e) => Some(e),
        }
    }
}

impl IntoResponse for AuthRejection {
    /// A short text for whoever asked; the cause stays on this side, in the log.
    fn into_response(self) -> Response {
        tracing::debug!(rejection = %self, "a request has no user");
        let (text, challenge) = match self {
            Self::NoToken => ("an access token is needed", "Bearer"),
            Self::Refused(_) => ("the access token is not valid", r#"Bearer error="invalid_token""#),
            Self::Unavailable(_) => return (self.status(), "try again in a moment").into_response(),
        };
        let challenge = [(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))];
        (self.status(), challenge, text).into_response()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for AuthUser
where
    Client: FromRef<S>,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AuthRejection> {
        let token = bearer(parts).ok_or(AuthRejection::NoToken)?;
        verified(&Client::from_ref(state), token).await
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for AuthUser
where
    Client: FromRef<S>,
{
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, AuthRejection> {
        match bearer(parts) {
            Some(token) => verified(&Client::from_ref(state), token).await.map(Some),
            None => Ok(None),
        }
    }
}

/// The scheme in any case, as RFC 7235 has it.
fn bearer(parts: &Parts) -> Option<AccessToken> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| AccessToken::from(token))
}

async fn verified(client: &Client, token: AccessToken) -> Result<AuthUser, AuthRejection> {
    let claims = client.auth().get_claims_of(token.clone()).send().await.map_err(AuthRejection::of)?;
    Ok(AuthUser { claims, client: client.as_user(token) })
}
