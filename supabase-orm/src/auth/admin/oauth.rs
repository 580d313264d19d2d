//! OAuth clients: programs that sign in through this project.

use crate::{
    auth::{
        Auth, Timestamp,
        call::{Call, Who, uuid},
        request::request,
    },
    error::Result,
};
use http::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::fmt;

request! {
    /// Registering an OAuth client.
    CreateOAuthClient
}

request! {
    /// Changing an OAuth client.
    UpdateOAuthClient { id: String }
}

request! {
    /// Listing OAuth clients.
    ListOAuthClients
}

/// OAuth clients: see [`Admin::oauth`](super::Admin::oauth).
#[derive(Debug, Clone)]
pub struct AdminOAuth {
    pub(super) auth: Auth,
}

impl AdminOAuth {
    /// Registers a client; its secret is in this answer only. The reference's `admin.oauth.create_client`.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let oauth = db.auth().admin().oauth();
    /// let made = oauth.create_client(["https://example.com/callback"]).name("Shop").send().await?;
    /// println!("{} {:?}", made.client_id, made.client_secret.map(|secret| secret.expose().len()));
    /// # Ok(()) }
    /// ```
    pub fn create_client(
        &self,
        redirect_uris: impl IntoIterator<Item = impl Into<String>>,
    ) -> CreateOAuthClient {
        let call = Call::post("admin/oauth/clients").who(Who::Key);
        CreateOAuthClient { auth: self.auth.clone(), call }.redirect_uris(redirect_uris)
    }

    /// The clients. The reference's `admin.oauth.list_clients`.
    pub fn list_clients(&self) -> ListOAuthClients {
        let call = Call::new(Method::GET, "admin/oauth/clients", Who::Key);
        ListOAuthClients { auth: self.auth.clone(), call }
    }

    /// The client with this id. The reference's `admin.oauth.get_client`.
    ///
    /// # Errors
    /// When the id is no UUID, the server refuses (`oauth_client_not_found`, `not_admin`) or cannot be reached.
    pub async fn get_client(&self, id: &str) -> Result<OAuthClient> {
        self.auth.call(&Call::new(Method::GET, path(id)?, Who::Key)).await
    }

    /// Changes the client with this id. The reference's `admin.oauth.update_client`.
    pub fn update_client(&self, id: impl Into<String>) -> UpdateOAuthClient {
        let call = Call::new(Method::PUT, "", Who::Key).with_body();
        UpdateOAuthClient { auth: self.auth.clone(), call, id: id.into() }
    }

    /// Deletes the client with this id. The reference's `admin.oauth.delete_client`.
    ///
    /// # Errors
    /// When the id is no UUID, the server refuses (`oauth_client_not_found`, `not_admin`) or cannot be reached.
    pub async fn delete_client(&self, id: &str) -> Result<()> {
        self.auth.bytes(&Call::new(Method::DELETE, path(id)?, Who::Key)).await.map(drop)
    }

    /// A new secret, which is in this answer only; the old one is void. The reference's `admin.oauth.regenerate_client_secret`.
    ///
    /// # Errors
    /// When the id is no UUID, the server refuses (`oauth_client_not_found`, `not_admin`) or cannot be reached.
    pub async fn regenerate_client_secret(&self, id: &str) -> Result<OAuthClient> {
        let path = format!("{}/regenerate_secret", path(id)?);
        self.auth.call(&Call::new(Method::POST, path, Who::Key)).await
    }
}

fn path(id: &str) -> Result<String> {
    Ok(format!("admin/oauth/clients/{}", uuid("client's id", id)?))
}

fn list(items: impl IntoIterator<Item = impl Into<String>>) -> Value {
    items.into_iter().map(Into::into).collect()
}

macro_rules! attributes {
    ($name:ident) => {
        impl $name {
            /// Its name, which users see.
            pub fn name(self, name: impl Into<String>) -> Self {
                self.attribute("client_name", name.into())
            }

            /// Its page.
            pub fn client_uri(self, url: impl Into<String>) -> Self {
                self.attribute("client_uri", url.into())
            }

            /// Its logo.
            pub fn logo_uri(self, url: impl Into<String>) -> Self {
                self.attribute("logo_uri", url.into())
            }

            /// Where users may be led back to.
            pub fn redirect_uris(self, urls: impl IntoIterator<Item = impl Into<String>>) -> Self {
                self.attribute("redirect_uris", list(urls))
            }

            /// `authorization_code`, `refresh_token`. Default is both.
            pub fn grant_types(self, types: impl IntoIterator<Item = impl Into<String>>) -> Self {
                self.attribute("grant_types", list(types))
            }

            /// How it says who it is: `none`, `client_secret_basic`, `client_secret_post`.
            pub fn token_endpoint_auth_method(self, method: impl Into<String>) -> Self {
                self.attribute("token_endpoint_auth_method", method.into())
            }

            /// Anything else that the server knows.
            pub fn attribute(mut self, name: &str, value: impl Into<Value>) -> Self {
                self.call.set(name, value);
                self
            }
        }
    };
}

attributes!(CreateOAuthClient);
attributes!(UpdateOAuthClient);

impl CreateOAuthClient {
    /// `public` or `confidential`. Default is what the other options tell.
    pub fn client_type(self, client_type: impl Into<String>) -> Self {
        self.attribute("client_type", client_type.into())
    }

    /// `code`, the default.
    pub fn response_types(self, types: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.attribute("response_types", list(types))
    }

    /// What it may ask for: `openid email`.
    pub fn scope(self, scope: impl Into<String>) -> Self {
        self.attribute("scope", scope.into())
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`validation_failed`, `feature_disabled`, `not_admin`) or cannot be reached.
    pub async fn send(self) -> Result<OAuthClient> {
        self.auth.call(&self.call).await
    }
}

impl UpdateOAuthClient {
    /// Sends it.
    ///
    /// # Errors
    /// When the id is no UUID, the server refuses (`oauth_client_not_found`, `validation_failed` if nothing is changed) or cannot
    /// be reached.
    pub async fn send(mut self) -> Result<OAuthClient> {
        self.call.to(path(&self.id)?);
        self.auth.call(&self.call).await
    }
}

/// An OAuth client.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct OAuthClient {
    /// Its id.
    pub client_id: String,
    /// Its secret, when it was just made; `None` for public clients.
    #[serde(default)]
    pub client_secret: Option<ClientSecret>,
    /// Its name.
    #[serde(default)]
    pub client_name: Option<String>,
    /// `public` or `confidential`.
    #[serde(default)]
    pub client_type: String,
    /// How it says who it is.
    #[serde(default)]
    pub token_endpoint_auth_method: String,
    /// `manual` or `dynamic`.
    #[serde(default)]
    pub registration_type: String,
    /// Where users may be led back to.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// `authorization_code`, `refresh_token`.
    #[serde(default)]
    pub grant_types: Vec<String>,
    /// `code`.
    #[serde(default)]
    pub response_types: Vec<String>,
    /// Its page.
    #[serde(default)]
    pub client_uri: Option<String>,
    /// Its logo.
    #[serde(default)]
    pub logo_uri: Option<String>,
    /// What it may ask for.
    #[serde(default)]
    pub scope: Option<String>,
    /// When it was registered.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// When it was changed last.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
    /// What a newer server adds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The secret of an OAuth client. `Debug` does not show it.
#[derive(Clone)]
pub struct ClientSecret(SecretString);

impl ClientSecret {
    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(redacted)")
    }
}

impl<'de> Deserialize<'de> for ClientSecret {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d).map(|secret| Self(secret.into()))
    }
}
