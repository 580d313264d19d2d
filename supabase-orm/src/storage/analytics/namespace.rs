//! Namespaces of a catalog.

use super::Catalog;
use crate::{
    error::Result,
    storage::{call::Call, path::segment},
};
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

/// The name of a namespace, from the outermost part to the innermost.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Namespace(Vec<String>);

impl Namespace {
    /// A name of one part or several.
    pub fn new(parts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(parts.into_iter().map(Into::into).collect())
    }

    /// Its parts.
    #[must_use]
    pub fn parts(&self) -> &[String] {
        &self.0
    }

    /// In an address the parts stand side by side with a separator that no name has.
    fn joined(&self) -> String {
        self.0.join("\u{1f}")
    }

    pub(super) fn path(&self, catalog: &Catalog, below: &str) -> Result<String> {
        catalog.path(&format!("namespaces/{}{below}", segment("namespace", &self.joined())?))
    }
}

/// What is known of a namespace.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct NamespaceProperties {
    /// Its name.
    pub namespace: Namespace,
    /// What was said of it.
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
}

/// What became of a change of properties.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct NamespaceChanges {
    /// Those that were set.
    #[serde(default)]
    pub updated: Vec<String>,
    /// Those that were removed.
    #[serde(default)]
    pub removed: Vec<String>,
    /// Those that should have been removed and were not there.
    #[serde(default)]
    pub missing: Option<Vec<String>>,
}

/// The namespaces of a catalog: see [`Catalog::namespaces`].
#[derive(Debug, Clone)]
pub struct Namespaces {
    pub(super) catalog: Catalog,
}

impl Namespaces {
    /// The outermost namespaces.
    ///
    /// # Errors
    /// When the server refuses or cannot be reached.
    pub async fn list(&self) -> Result<Vec<Namespace>> {
        self.listed(None).await
    }

    /// The namespaces inside of one.
    ///
    /// # Errors
    /// When there is no such namespace, or the server refuses or cannot be reached.
    pub async fn list_in(&self, parent: &Namespace) -> Result<Vec<Namespace>> {
        self.listed(Some(parent)).await
    }

    async fn listed(&self, parent: Option<&Namespace>) -> Result<Vec<Namespace>> {
        #[derive(Deserialize)]
        struct Page {
            namespaces: Vec<Namespace>,
            #[serde(default, rename = "next-page-token")]
            next: Option<String>,
        }
        let (mut all, mut token) = (Vec::new(), None);
        loop {
            let mut call = Call::get(self.catalog.path("namespaces"));
            if let Some(parent) = parent {
                call.query("parent", parent.joined());
            }
            if let Some(token) = token {
                call.query("pageToken", token);
            }
            let page: Page = self.catalog.storage.call(call).await?;
            all.extend(page.namespaces);
            token = page.next.filter(|token| !token.is_empty());
            if token.is_none() {
                return Ok(all);
            }
        }
    }

    /// Makes a namespace, with what is to be known of it.
    ///
    /// # Errors
    /// When there is one, or the server refuses or cannot be reached.
    pub async fn create(
        &self,
        namespace: &Namespace,
        properties: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
    ) -> Result<NamespaceProperties> {
        let properties: BTreeMap<String, String> =
            properties.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let call = Call::post(self.catalog.path("namespaces")).with("namespace", namespace.0.clone());
        self.catalog.storage.call(call.with("properties", json!(properties))).await
    }

    /// What is known of a namespace.
    ///
    /// # Errors
    /// When there is none, or the server refuses or cannot be reached.
    pub async fn load(&self, namespace: &Namespace) -> Result<NamespaceProperties> {
        self.catalog.storage.call(Call::get(namespace.path(&self.catalog, ""))).await
    }

    /// Whether there is a namespace.
    ///
    /// # Errors
    /// When the server refuses or cannot be reached.
    pub async fn exists(&self, namespace: &Namespace) -> Result<bool> {
        self.catalog.found(namespace.path(&self.catalog, "")).await
    }

    /// Sets and removes what is known of a namespace.
    ///
    /// # Errors
    /// When there is none, or the server refuses or cannot be reached.
    pub async fn update_properties(
        &self,
        namespace: &Namespace,
        updates: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
        removals: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<NamespaceChanges> {
        let updates: BTreeMap<String, String> =
            updates.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let removals: Vec<String> = removals.into_iter().map(Into::into).collect();
        let call = Call::post(namespace.path(&self.catalog, "/properties"));
        let call = call.with("updates", json!(updates)).with("removals", removals);
        self.catalog.storage.call(call).await
    }

    /// Removes an empty namespace.
    ///
    /// # Errors
    /// When there is none, it has tables, or the server refuses or cannot be reached.
    pub async fn delete(&self, namespace: &Namespace) -> Result<()> {
        let call = Call::new(Method::DELETE, namespace.path(&self.catalog, ""));
        self.catalog.storage.bytes(call).await.map(drop)
    }
}
