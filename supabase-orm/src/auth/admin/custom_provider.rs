//! OAuth providers that the server does not know by itself.

use crate::{
    auth::{
        Auth, Timestamp,
        call::{Call, Who, segment},
        request::request,
    },
    error::Result,
};
use http::Method;
use serde::Deserialize;
use serde_json::{Map, Value};

request! {
    /// Adding an OAuth provider.
    CreateCustomProvider
}

request! {
    /// Changing an OAuth provider.
    UpdateCustomProvider { identifier: String }
}

/// How an OAuth provider is spoken to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CustomProviderKind {
    /// By plain OAuth 2.
    OAuth2 {
        /// Where users sign in.
        authorization_url: String,
        /// Where codes are exchanged.
        token_url: String,
        /// Where it says who a user is.
        userinfo_url: String,
    },
    /// By `OpenID` Connect.
    Oidc {
        /// Its address, below which it describes itself.
        issuer: String,
    },
}

impl CustomProviderKind {
    fn put(self, call: &mut Call) {
        match self {
            Self::OAuth2 { authorization_url, token_url, userinfo_url } => {
                call.set("provider_type", "oauth2");
                call.set("authorization_url", authorization_url);
                call.set("token_url", token_url);
                call.set("userinfo_url", userinfo_url);
            }
            Self::Oidc { issuer } => {
                call.set("provider_type", "oidc");
                call.set("issuer", issuer);
            }
        }
    }
}

/// OAuth providers of one's own: see [`Admin::custom_providers`](super::Admin::custom_providers).
#[derive(Debug, Clone)]
pub struct AdminCustomProviders {
    pub(super) auth: Auth,
}

impl AdminCustomProviders {
    /// Adds a provider. `identifier` begins with `custom:`; users sign in with it as the name of the provider. The reference has
    /// none of this.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, auth::CustomProviderKind};
    /// # async fn f(db: &Client, secret: &str) -> Result<()> {
    /// let kind = CustomProviderKind::Oidc { issuer: "https://id.example.com".into() };
    /// let providers = db.auth().admin().custom_providers();
    /// providers.create_provider("custom:acme", kind).name("Acme").client("id", secret).send().await?;
    /// # Ok(()) }
    /// ```
    pub fn create_provider(
        &self,
        identifier: impl Into<String>,
        kind: CustomProviderKind,
    ) -> CreateCustomProvider {
        let call = Call::post("admin/custom-providers").who(Who::Key);
        let mut call = call.with("identifier", identifier.into());
        kind.put(&mut call);
        CreateCustomProvider { auth: self.auth.clone(), call }
    }

    /// The providers.
    ///
    /// # Errors
    /// When the server refuses (`not_admin`) or cannot be reached.
    pub async fn list_providers(&self) -> Result<Vec<CustomProvider>> {
        #[derive(Deserialize)]
        struct Answer {
            #[serde(default)]
            providers: Option<Vec<CustomProvider>>,
        }
        let call = Call::new(Method::GET, "admin/custom-providers", Who::Key);
        let Answer { providers } = self.auth.call(&call).await?;
        Ok(providers.unwrap_or_default())
    }

    /// The provider of this name.
    ///
    /// # Errors
    /// When the name cannot stand in a path, the server refuses (`custom_provider_not_found`, `not_admin`) or cannot be reached.
    pub async fn get_provider(&self, identifier: &str) -> Result<CustomProvider> {
        self.auth.call(&Call::new(Method::GET, path(identifier)?, Who::Key)).await
    }

    /// Changes the provider of this name.
    pub fn update_provider(&self, identifier: impl Into<String>) -> UpdateCustomProvider {
        let call = Call::new(Method::PUT, "", Who::Key).with_body();
        UpdateCustomProvider { auth: self.auth.clone(), call, identifier: identifier.into() }
    }

    /// Deletes the provider of this name.
    ///
    /// # Errors
    /// When the name cannot stand in a path, the server refuses (`custom_provider_not_found`, `not_admin`) or cannot be reached.
    pub async fn delete_provider(&self, identifier: &str) -> Result<()> {
        self.auth.bytes(&Call::new(Method::DELETE, path(identifier)?, Who::Key)).await.map(drop)
    }
}

fn path(identifier: &str) -> Result<String> {
    Ok(format!("admin/custom-providers/{}", segment("provider's identifier", identifier)?))
}

macro_rules! attributes {
    ($name:ident) => {
        impl $name {
            /// Its name.
            pub fn name(self, name: impl Into<String>) -> Self {
                self.attribute("name", name.into())
            }

            /// What the project is to the provider: the id and the secret.
            pub fn client(self, id: impl Into<String>, secret: impl Into<String>) -> Self {
                self.attribute("client_id", id.into()).attribute("client_secret", secret.into())
            }

            /// What is asked of it.
            pub fn scopes(self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
                let scopes: Value = scopes.into_iter().map(Into::into).collect();
                self.attribute("scopes", scopes)
            }

            /// Whether users can sign in through it.
            pub fn enabled(self, enabled: bool) -> Self {
                self.attribute("enabled", enabled)
            }

            /// Anything else that the server knows: `pkce_enabled`, `attribute_mapping`, `email_optional`, `jwks_uri`,
            /// `acceptable_client_ids`, `discovery_url`.
            pub fn attribute(mut self, name: &str, value: impl Into<Value>) -> Self {
                self.call.set(name, value);
                self
            }
        }
    };
}

attributes!(CreateCustomProvider);
attributes!(UpdateCustomProvider);

impl CreateCustomProvider {
    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`conflict`, `validation_failed`, `over_custom_provider_quota`, `feature_disabled`) or cannot be
    /// reached.
    pub async fn send(self) -> Result<CustomProvider> {
        self.auth.call(&self.call).await
    }
}

impl UpdateCustomProvider {
    /// Sends it.
    ///
    /// # Errors
    /// When the name cannot stand in a path, the server refuses (`custom_provider_not_found`, `validation_failed`) or cannot be
    /// reached.
    pub async fn send(mut self) -> Result<CustomProvider> {
        self.call.to(path(&self.identifier)?);
        self.auth.call(&self.call).await
    }
}

/// An OAuth provider. Its secret is never sent back.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct CustomProvider {
    /// Its id.
    pub id: String,
    /// `oauth2` or `oidc`.
    pub provider_type: String,
    /// The name to sign in with: `custom:acme`.
    pub identifier: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// What the project is to the provider.
    #[serde(default)]
    pub client_id: String,
    /// What is asked of it.
    #[serde(default)]
    pub scopes: Option<Vec<String>>,
    /// Whether users can sign in through it.
    #[serde(default)]
    pub enabled: bool,
    /// When it was added.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// When it was changed last.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
    /// Addresses, mappings and what a newer server adds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
