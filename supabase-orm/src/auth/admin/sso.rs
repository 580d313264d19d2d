//! Identity providers of organisations: single sign-on by SAML.

use crate::{
    auth::{
        Auth, Timestamp,
        call::{Call, Who, uuid},
        request::request,
    },
    error::Result,
};
use http::Method;
use serde::Deserialize;
use serde_json::{Map, Value};

request! {
    /// Adding an identity provider.
    CreateSsoProvider
}

request! {
    /// Changing an identity provider.
    UpdateSsoProvider { id: String }
}

/// Where the description of an identity provider is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SamlMetadata {
    /// At an HTTPS address, which the server reads again now and then.
    Url(String),
    /// Here, as XML.
    Xml(String),
}

impl SamlMetadata {
    fn put(self, call: &mut Call) {
        match self {
            Self::Url(url) => call.set("metadata_url", url),
            Self::Xml(xml) => call.set("metadata_xml", xml),
        }
    }
}

/// Identity providers of organisations: see [`Admin::sso`](super::Admin::sso).
#[derive(Debug, Clone)]
pub struct AdminSso {
    pub(super) auth: Auth,
}

impl AdminSso {
    /// Adds an identity provider. The reference has none of this.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, auth::SamlMetadata};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let metadata = SamlMetadata::Url("https://idp.example.com/metadata".into());
    /// let provider = db.auth().admin().sso().create_provider(metadata).domains(["example.com"]).send().await?;
    /// println!("{}", provider.id);
    /// # Ok(()) }
    /// ```
    pub fn create_provider(&self, metadata: SamlMetadata) -> CreateSsoProvider {
        let mut call = Call::post("admin/sso/providers").who(Who::Key).with("type", "saml");
        metadata.put(&mut call);
        CreateSsoProvider { auth: self.auth.clone(), call }
    }

    /// The identity providers, without their XML.
    ///
    /// # Errors
    /// When the server refuses (`not_admin`, `saml_provider_disabled`) or cannot be reached.
    pub async fn list_providers(&self) -> Result<Vec<SsoProvider>> {
        #[derive(Deserialize)]
        struct Answer {
            #[serde(default)]
            items: Option<Vec<SsoProvider>>,
        }
        let call = Call::new(Method::GET, "admin/sso/providers", Who::Key);
        let Answer { items } = self.auth.call(&call).await?;
        Ok(items.unwrap_or_default())
    }

    /// The identity provider with this id.
    ///
    /// # Errors
    /// When the id is no UUID, the server refuses (`sso_provider_not_found`, `not_admin`) or cannot be reached.
    pub async fn get_provider(&self, id: &str) -> Result<SsoProvider> {
        self.auth.call(&Call::new(Method::GET, path(id)?, Who::Key)).await
    }

    /// Changes the identity provider with this id.
    pub fn update_provider(&self, id: impl Into<String>) -> UpdateSsoProvider {
        let call = Call::new(Method::PUT, "", Who::Key).with_body();
        UpdateSsoProvider { auth: self.auth.clone(), call, id: id.into() }
    }

    /// Deletes the identity provider with this id; it is in the answer for the last time.
    ///
    /// # Errors
    /// When the id is no UUID, the server refuses (`sso_provider_not_found`, `not_admin`) or cannot be reached.
    pub async fn delete_provider(&self, id: &str) -> Result<SsoProvider> {
        self.auth.call(&Call::new(Method::DELETE, path(id)?, Who::Key)).await
    }
}

fn path(id: &str) -> Result<String> {
    Ok(format!("admin/sso/providers/{}", uuid("provider's id", id)?))
}

macro_rules! attributes {
    ($name:ident) => {
        impl $name {
            /// The domains of addresses whose users sign in there; all of them, not only new ones.
            pub fn domains(self, domains: impl IntoIterator<Item = impl Into<String>>) -> Self {
                let domains: Value = domains.into_iter().map(Into::into).collect();
                self.attribute("domains", domains)
            }

            /// Which attributes of an assertion become which claims: `{"keys": {"name": {"name": "displayName"}}}`.
            pub fn attribute_mapping(self, mapping: impl Into<Value>) -> Self {
                self.attribute("attribute_mapping", mapping)
            }

            /// Nobody can sign in there for now.
            pub fn disabled(self, disabled: bool) -> Self {
                self.attribute("disabled", disabled)
            }

            /// Anything else that the server knows: `resource_id`, `name_id_format`.
            pub fn attribute(mut self, name: &str, value: impl Into<Value>) -> Self {
                self.call.set(name, value);
                self
            }
        }
    };
}

attributes!(CreateSsoProvider);
attributes!(UpdateSsoProvider);

impl CreateSsoProvider {
    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses (`saml_idp_already_exists`, `sso_domain_already_exists`, `validation_failed`; `unexpected_failure`
    /// for XML that is no metadata) or cannot be reached.
    pub async fn send(self) -> Result<SsoProvider> {
        self.auth.call(&self.call).await
    }
}

impl UpdateSsoProvider {
    /// Another description.
    pub fn metadata(mut self, metadata: SamlMetadata) -> Self {
        metadata.put(&mut self.call);
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the id is no UUID, the server refuses (`sso_provider_not_found`, `sso_domain_already_exists`) or cannot be reached.
    pub async fn send(mut self) -> Result<SsoProvider> {
        self.call.to(path(&self.id)?);
        self.auth.call(&self.call).await
    }
}

/// An identity provider.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct SsoProvider {
    /// Its id.
    pub id: String,
    /// Nobody can sign in there for now.
    #[serde(default)]
    pub disabled: Option<bool>,
    /// How it is spoken to.
    #[serde(default)]
    pub saml: Option<SamlProvider>,
    /// The domains of addresses whose users sign in there.
    #[serde(default)]
    pub domains: Vec<SsoProviderDomain>,
    /// When it was added.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// When it was changed last.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
    /// What a newer server adds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// How an identity provider is spoken to.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct SamlProvider {
    /// Its name in SAML.
    #[serde(default)]
    pub entity_id: String,
    /// Its description; not in lists.
    #[serde(default)]
    pub metadata_xml: Option<String>,
    /// Where the description is read from.
    #[serde(default)]
    pub metadata_url: Option<String>,
    /// Which attributes of an assertion become which claims.
    #[serde(default)]
    pub attribute_mapping: Option<Value>,
    /// What a newer server adds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A domain of addresses.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct SsoProviderDomain {
    /// The domain.
    pub domain: String,
    /// What a newer server adds.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
