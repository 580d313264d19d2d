//! The project as an OAuth server: what its page of consent asks and answers for the user who is signed in.

use super::{
    Auth, Timestamp,
    call::{Call, Who, segment},
};
use crate::error::Result;
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

impl Auth {
    /// Consent of the user who is signed in to other programs. JavaScript's `auth.oauth`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, auth::OAuthAuthorization};
    /// # async fn f(db: &Client, authorization_id: &str) -> Result<()> {
    /// let oauth = db.auth().oauth();
    /// let back = match oauth.get_authorization_details(authorization_id).await? {
    ///     OAuthAuthorization::Pending(asked) => {
    ///         println!("{} wants to see: {}", asked.client.name, asked.scope);
    ///         oauth.approve_authorization(authorization_id).await?
    ///     }
    ///     OAuthAuthorization::Consented { redirect_url } => redirect_url,
    /// };
    /// println!("send the browser to {back}");
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn oauth(&self) -> OAuth {
        OAuth { auth: self.clone() }
    }
}

/// Consent to other programs: see [`Auth::oauth`].
#[derive(Debug, Clone)]
pub struct OAuth {
    auth: Auth,
}

impl OAuth {
    /// What a program asks for; `authorization_id` is in the query of the page of consent.
    ///
    /// # Errors
    /// When nobody is signed in, the server refuses (`oauth_authorization_not_found`) or cannot be reached.
    pub async fn get_authorization_details(&self, authorization_id: &str) -> Result<OAuthAuthorization> {
        self.auth.call(&Call::new(Method::GET, path(authorization_id)?, Who::User)).await
    }

    /// Consents: where the browser goes next. The address carries a code, so do not log it.
    ///
    /// # Errors
    /// When nobody is signed in, the server refuses (`validation_failed` if it is no longer pending,
    /// `oauth_authorization_not_found`) or cannot be reached.
    pub async fn approve_authorization(&self, authorization_id: &str) -> Result<String> {
        self.consent(authorization_id, "approve").await
    }

    /// Refuses: where the browser goes next, to tell the program.
    ///
    /// # Errors
    /// As [`approve_authorization`](Self::approve_authorization).
    pub async fn deny_authorization(&self, authorization_id: &str) -> Result<String> {
        self.consent(authorization_id, "deny").await
    }

    async fn consent(&self, authorization_id: &str, action: &str) -> Result<String> {
        let path = format!("{}/consent", path(authorization_id)?);
        let answer: Redirect =
            self.auth.call(&Call::post(path).who(Who::User).with("action", action)).await?;
        Ok(answer.redirect_url)
    }

    /// The programs that the user has consented to.
    ///
    /// # Errors
    /// When nobody is signed in, or the server refuses or cannot be reached.
    pub async fn list_grants(&self) -> Result<Vec<OAuthGrant>> {
        self.auth.call(&Call::new(Method::GET, "user/oauth/grants", Who::User)).await
    }

    /// Takes the consent back: the program's sessions end.
    ///
    /// # Errors
    /// When nobody is signed in, the server refuses (`oauth_consent_not_found`) or cannot be reached.
    pub async fn revoke_grant(&self, client_id: &str) -> Result<()> {
        let call = Call::new(Method::DELETE, "user/oauth/grants", Who::User).query("client_id", client_id);
        self.auth.bytes(&call).await.map(drop)
    }
}

fn path(authorization_id: &str) -> Result<String> {
    Ok(format!("oauth/authorizations/{}", segment("authorization's id", authorization_id)?))
}

#[derive(Deserialize)]
struct Redirect {
    redirect_url: String,
}

/// What a program asks for. `Debug` hides the code of an address.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum OAuthAuthorization {
    /// The user is to be asked.
    Pending(OAuthAuthorizationDetails),
    /// The user has consented before: nothing is to be asked.
    Consented {
        /// Where the browser goes next. The address carries a code, so do not log it.
        redirect_url: String,
    },
}

impl std::fmt::Debug for OAuthAuthorization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Pending(details) => f.debug_tuple("Pending").field(details).finish(),
            Self::Consented { .. } => f.write_str("Consented(redacted)"),
        }
    }
}

/// A request for consent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OAuthAuthorizationDetails {
    /// Its id.
    pub authorization_id: String,
    /// Where the program wants the browser to return.
    pub redirect_uri: String,
    /// Which program.
    pub client: OAuthAuthorizationClient,
    /// Which user is asked.
    pub user: OAuthAuthorizationUser,
    /// What it asks for: `email profile`.
    pub scope: String,
    /// What a newer server adds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A program, as its users see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OAuthAuthorizationClient {
    /// Its id.
    pub id: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// What else is said: `uri`, `logo_uri`.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The user who is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OAuthAuthorizationUser {
    /// Its id.
    pub id: String,
    /// Its address; `""` if it has none.
    #[serde(default)]
    pub email: String,
}

/// A program that the user has consented to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OAuthGrant {
    /// Which program.
    pub client: OAuthAuthorizationClient,
    /// What it may see.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Since when.
    pub granted_at: Timestamp,
    /// What a newer server adds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
