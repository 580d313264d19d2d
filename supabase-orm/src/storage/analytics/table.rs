//! Tables of a namespace.

use super::{Catalog, Namespace};
use crate::{
    error::Result,
    storage::{call::Call, path::segment},
};
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The name of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct TableName {
    /// Its namespace.
    pub namespace: Namespace,
    /// Its own name.
    pub name: String,
}

/// A table. Its metadata is that of the Iceberg specification, as JSON.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Table {
    /// Where its metadata lies.
    #[serde(default, rename = "metadata-location")]
    pub metadata_location: Option<String>,
    /// Schemas, partitions, snapshots.
    #[serde(default)]
    pub metadata: Value,
    /// What else the server says.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The tables of a namespace: see [`Catalog::tables`].
#[derive(Debug, Clone)]
pub struct Tables {
    pub(super) catalog: Catalog,
    pub(super) namespace: Namespace,
}

impl Tables {
    fn path(&self, name: &str) -> Result<String> {
        self.namespace.path(&self.catalog, &format!("/tables/{}", segment("table's name", name)?))
    }

    /// The tables.
    ///
    /// # Errors
    /// When there is no such namespace, or the server refuses or cannot be reached.
    pub async fn list(&self) -> Result<Vec<TableName>> {
        #[derive(Deserialize)]
        struct Page {
            identifiers: Vec<TableName>,
            #[serde(default, rename = "next-page-token")]
            next: Option<String>,
        }
        let (mut all, mut token) = (Vec::new(), None);
        loop {
            let mut call = Call::get(self.namespace.path(&self.catalog, "/tables"));
            if let Some(token) = token {
                call.query("pageToken", token);
            }
            let page: Page = self.catalog.storage.call(call).await?;
            all.extend(page.identifiers);
            token = page.next.filter(|token| !token.is_empty());
            if token.is_none() {
                return Ok(all);
            }
        }
    }

    /// Makes a table with this schema, which is that of the Iceberg specification.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, storage::Namespace};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let schema = serde_json::json!({"type": "struct", "schema-id": 0, "fields": [
    ///     {"id": 1, "name": "at", "required": true, "type": "timestamptz"},
    /// ]});
    /// let tables = db.storage().analytics().catalog("events").tables(&Namespace::new(["web"]));
    /// tables.create("clicks", schema).send().await?;
    /// # Ok(()) }
    /// ```
    pub fn create(&self, name: impl Into<String>, schema: Value) -> CreateTable {
        let call = Call::post(self.namespace.path(&self.catalog, "/tables"));
        let call = call.with("name", name.into()).with("schema", schema);
        CreateTable { catalog: self.catalog.clone(), call }
    }

    /// Makes a table of metadata that lies in the bucket already.
    ///
    /// # Errors
    /// When there is one, or the server refuses or cannot be reached.
    pub async fn register(&self, name: &str, metadata_location: &str) -> Result<Table> {
        let call = Call::post(self.namespace.path(&self.catalog, "/register"));
        let call = call.with("name", name).with("metadata-location", metadata_location);
        self.catalog.storage.call(call).await
    }

    /// A table.
    ///
    /// # Errors
    /// When there is none, or the server refuses or cannot be reached.
    pub async fn load(&self, name: &str) -> Result<Table> {
        self.catalog.storage.call(Call::get(self.path(name))).await
    }

    /// Whether there is a table.
    ///
    /// # Errors
    /// When the server refuses or cannot be reached.
    pub async fn exists(&self, name: &str) -> Result<bool> {
        self.catalog.found(self.path(name)).await
    }

    /// Changes a table: see [`CommitTable`].
    pub fn update(&self, name: &str) -> CommitTable {
        let identifier = json!({"namespace": self.namespace, "name": name});
        let call = Call::post(self.path(name)).with("identifier", identifier);
        let call = call.with("requirements", json!([])).with("updates", json!([]));
        CommitTable { catalog: self.catalog.clone(), call }
    }

    /// Gives a table another name.
    ///
    /// # Errors
    /// When there is none, the name is taken, or the server refuses or cannot be reached.
    pub async fn rename(&self, from: &str, to: &TableName) -> Result<()> {
        let source = json!({"namespace": self.namespace, "name": from});
        let call = Call::post(self.catalog.path("tables/rename"));
        let call = call.with("source", source).with("destination", json!(to));
        self.catalog.storage.bytes(call).await.map(drop)
    }

    /// Removes a table; with `purge` its data too.
    ///
    /// # Errors
    /// When there is none, or the server refuses or cannot be reached.
    pub async fn delete(&self, name: &str, purge: bool) -> Result<()> {
        let mut call = Call::new(Method::DELETE, self.path(name));
        if purge {
            call.query("purgeRequested", "true");
        }
        self.catalog.storage.bytes(call).await.map(drop)
    }
}

/// Making a table.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct CreateTable {
    catalog: Catalog,
    call: Call,
}

impl CreateTable {
    /// How its rows are partitioned, as in the Iceberg specification.
    pub fn partition_spec(mut self, spec: Value) -> Self {
        self.call.set("partition-spec", spec);
        self
    }

    /// How its rows are sorted, as in the Iceberg specification.
    pub fn write_order(mut self, order: Value) -> Self {
        self.call.set("write-order", order);
        self
    }

    /// What is to be known of it.
    pub fn properties(
        mut self,
        properties: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
    ) -> Self {
        let all = properties.into_iter().map(|(name, value)| (name.into(), Value::String(value.into())));
        self.call.set("properties", Value::Object(all.collect()));
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When there is one, there is no such namespace, or the server refuses or cannot be reached.
    pub async fn send(self) -> Result<Table> {
        self.catalog.storage.call(self.call).await
    }
}

/// Changing a table: the updates happen all together, if the requirements hold then.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct CommitTable {
    catalog: Catalog,
    call: Call,
}

impl CommitTable {
    /// What must hold, as in the Iceberg specification: `{"type": "assert-table-uuid", "uuid": ".."}`.
    pub fn requirement(self, requirement: Value) -> Self {
        self.add("requirements", requirement)
    }

    /// What is changed, as in the Iceberg specification: `{"action": "add-schema", ..}`.
    pub fn update(self, update: Value) -> Self {
        self.add("updates", update)
    }

    fn add(mut self, list: &str, item: Value) -> Self {
        if let Some(Value::Array(items)) = self.call.json().get_mut(list) {
            items.push(item);
        }
        self
    }

    /// Sends it; the table as it is then.
    ///
    /// # Errors
    /// When a requirement does not hold, or the server refuses or cannot be reached.
    pub async fn send(self) -> Result<Table> {
        self.catalog.storage.call(self.call).await
    }
}
