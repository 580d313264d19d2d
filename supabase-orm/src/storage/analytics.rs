//! Buckets of Iceberg tables, and their catalogs.

mod namespace;
mod table;

pub use namespace::{Namespace, NamespaceChanges, NamespaceProperties, Namespaces};
pub use table::{CommitTable, CreateTable, Table, TableName, Tables};

use super::{
    Storage, Timestamp,
    call::Call,
    open_enum::open_enum,
    order,
    path::{bucket as part, segment},
    setting::setting,
};
use crate::{error::Result, order::Direction};
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Buckets of Iceberg tables: see [`Storage::analytics`].
#[derive(Debug, Clone)]
pub struct Analytics {
    pub(super) storage: Storage,
}

/// A bucket of Iceberg tables.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct AnalyticsBucket {
    /// Its name.
    pub name: String,
    /// Its id, where the server says so.
    #[serde(default)]
    pub id: Option<String>,
    /// `ANALYTICS`, where the server says so.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// `iceberg`, where the server says so.
    #[serde(default)]
    pub format: Option<String>,
    /// When it was made.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// When it was changed last.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
    /// What else the server says.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

open_enum! {
    /// What buckets of tables are sorted by.
    SortAnalyticsBy {
        /// Their name.
        Name = "name",
        /// When they were made.
        CreatedAt = "created_at",
        /// When they were changed last.
        UpdatedAt = "updated_at",
    }
}

impl Analytics {
    /// Makes a bucket. The reference's `analytics.create`.
    ///
    /// # Errors
    /// When there is one (`ResourceAlreadyExists`), the role may not, or the server cannot be reached.
    pub async fn create(&self, name: &str) -> Result<AnalyticsBucket> {
        self.storage.call(Call::post(Ok("iceberg/bucket".to_owned())).with("name", name)).await
    }

    /// The buckets. The reference's `analytics.list`.
    pub fn list(&self) -> ListAnalyticsBuckets {
        ListAnalyticsBuckets {
            storage: self.storage.clone(),
            call: Call::get(Ok("iceberg/bucket".to_owned())),
        }
    }

    /// Removes an empty bucket; what the server says to that. The reference's `analytics.delete`.
    ///
    /// # Errors
    /// When there is none (`NoSuchWarehouseException`), the role may not, or the server cannot be reached.
    pub async fn delete(&self, name: &str) -> Result<String> {
        let path = part(name).map(|name| format!("iceberg/bucket/{name}"));
        self.storage.message(Call::new(Method::DELETE, path)).await
    }

    /// The catalog of a bucket: namespaces and tables. Nothing is asked of the server. The reference's `analytics.catalog`,
    /// which hands over to `pyiceberg`; this one speaks the Iceberg REST protocol itself, and leaves the data files to you.
    ///
    /// ```
    /// # use supabase_orm::{Client, Result, storage::Namespace};
    /// # async fn f(db: &Client) -> Result<()> {
    /// let catalog = db.storage().analytics().catalog("events");
    /// let web = Namespace::new(["web"]);
    /// catalog.namespaces().create(&web, [("owner", "ann")]).await?;
    /// for table in catalog.tables(&web).list().await? {
    ///     println!("{}", table.name);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn catalog(&self, bucket: impl Into<String>) -> Catalog {
        Catalog { storage: self.storage.clone(), bucket: bucket.into() }
    }
}

/// Listing buckets of tables.
#[derive(Debug)]
#[must_use = "nothing happens before `send()`"]
pub struct ListAnalyticsBuckets {
    storage: Storage,
    call: Call,
}

impl ListAnalyticsBuckets {
    setting!(pages);

    /// Sorted by this, in the order that is the server's default.
    pub fn sort_column(mut self, column: impl Into<SortAnalyticsBy>) -> Self {
        self.call.query("sortColumn", column.into().as_str());
        self
    }

    /// In this order.
    pub fn sort_order(mut self, direction: Direction) -> Self {
        self.call.query("sortOrder", order(direction));
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// When the server refuses or cannot be reached.
    pub async fn send(self) -> Result<Vec<AnalyticsBucket>> {
        self.storage.call(self.call).await
    }
}

/// The catalog of a bucket of tables: see [`Analytics::catalog`].
#[derive(Debug, Clone)]
pub struct Catalog {
    storage: Storage,
    bucket: String,
}

impl Catalog {
    /// The namespaces.
    #[must_use]
    pub fn namespaces(&self) -> Namespaces {
        Namespaces { catalog: self.clone() }
    }

    /// The tables of a namespace.
    #[must_use]
    pub fn tables(&self, namespace: &Namespace) -> Tables {
        Tables { catalog: self.clone(), namespace: namespace.clone() }
    }

    /// What the server tells Iceberg libraries about the catalog.
    ///
    /// # Errors
    /// When there is no such bucket, or the server cannot be reached.
    pub async fn config(&self) -> Result<Value> {
        let mut call = Call::get(Ok("iceberg/v1/config".to_owned()));
        call.query("warehouse", self.bucket.as_str());
        self.storage.call(call).await
    }

    fn path(&self, below: &str) -> Result<String> {
        Ok(format!("iceberg/v1/{}/{below}", segment("bucket's name", &self.bucket)?))
    }

    /// Whether a HEAD finds something.
    async fn found(&self, path: Result<String>) -> Result<bool> {
        match self.storage.bytes(Call::new(Method::HEAD, path)).await {
            Ok(_) => Ok(true),
            Err(e) if e.storage().is_some_and(crate::error::StorageError::is_not_found) => Ok(false),
            Err(e) => Err(e),
        }
    }
}
