//! Tables by name: what can be asked of them.

use super::query::{NamedQuery, NamedWrite};
use crate::{
    client::Client,
    error::QueryError,
    mode::Whole,
    rest::{
        accept::Form,
        literal,
        parts::{Parts, Target},
        prefer::{Resolution, Return},
    },
};
use http::Method;
use serde::Serialize;
use serde_json::{Value, value::RawValue};
use std::collections::BTreeMap;

impl Client {
    /// Starts a query on a table or view by its name. The reference's `table(..)` and `from_(..)`.
    ///
    /// ```
    /// # async fn f(db: &supabase_orm::Client) -> supabase_orm::Result<()> {
    /// let rows = db.table("planets").select("name").gt("id", 3).order("name").limit(5).await?;
    /// # Ok(()) }
    /// ```
    pub fn table(&self, name: impl Into<String>) -> NamedTable {
        NamedTable { client: self.clone(), name: name.into(), db_schema: None }
    }

    /// The OpenAPI document of the API, as far as the role may see it; of another db schema with
    /// [`schema`](NamedQuery::schema). Supabase gives it to secret keys only. To generate code from it there is
    /// `supabase-codegen`.
    ///
    /// ```
    /// # async fn f(db: &supabase_orm::Client) -> supabase_orm::Result<()> {
    /// let document = db.openapi().await?;
    /// println!("{}", document["info"]["title"]);
    /// # Ok(()) }
    /// ```
    pub fn openapi(&self) -> NamedQuery<Value, Whole> {
        let mut query = NamedQuery::new(self, Method::GET, Target::Root, None);
        query.parts.accept.form = Form::OpenApi;
        query
    }
}

/// A table or view by its name: nothing asked yet.
#[derive(Debug, Clone)]
#[must_use = "a query does nothing until it is awaited"]
pub struct NamedTable {
    client: Client,
    name: String,
    db_schema: Option<String>,
}

impl NamedTable {
    /// The db schema. Default is the client's.
    pub fn schema(mut self, db_schema: impl Into<String>) -> Self {
        self.db_schema = Some(db_schema.into());
        self
    }

    fn query<M>(self, method: Method) -> NamedQuery<Value, M> {
        NamedQuery::new(&self.client, method, Target::Table(self.name.into()), self.db_schema.as_deref())
    }

    /// Reads rows: `id, name, moons(name)`, or `*`.
    pub fn select(self, columns: &str) -> NamedQuery {
        self.query(Method::GET).columns(columns)
    }

    /// Inserts a row (an object), or several (a list of objects, which may have different keys).
    pub fn insert(self, rows: &impl Serialize) -> NamedWrite {
        let mut query = self.query(Method::POST);
        body(&mut query.parts, rows);
        query.parts.prefer.returning = Some(Return::Minimal);
        query
    }

    /// Inserts, or changes the rows whose key is taken. `on_conflict` names the columns of a unique key; empty is the primary
    /// key.
    pub fn upsert(self, rows: &impl Serialize, on_conflict: &str) -> NamedWrite {
        let mut query = self.insert(rows);
        query.parts.prefer.resolution = Some(Resolution::MergeDuplicates);
        query.parts.on_conflict = on_conflict.to_owned().into();
        query
    }

    /// Inserts the rows whose key is free, and leaves the others alone.
    pub fn insert_ignoring_duplicates(self, rows: &impl Serialize, on_conflict: &str) -> NamedWrite {
        let mut query = self.upsert(rows, on_conflict);
        query.parts.prefer.resolution = Some(Resolution::IgnoreDuplicates);
        query
    }

    /// Changes rows; without a filter it is an error before anything is sent, unless [`all_rows`](NamedQuery::all_rows) says
    /// so.
    pub fn update(self, changes: &impl Serialize) -> NamedWrite {
        let mut query = self.query(Method::PATCH);
        body(&mut query.parts, changes);
        query.parts.prefer.returning = Some(Return::Minimal);
        query.parts.must_filter = true;
        query
    }

    /// Deletes rows; without a filter it is an error before anything is sent, unless [`all_rows`](NamedQuery::all_rows) says
    /// so.
    pub fn delete(self) -> NamedWrite {
        let mut query = self.query(Method::DELETE);
        query.parts.prefer.returning = Some(Return::Minimal);
        query.parts.must_filter = true;
        query
    }
}

/// The body, and for a list of objects the union of their keys: rows may differ.
pub(super) fn body(parts: &mut Parts, value: &impl Serialize) {
    let json = match serde_json::to_vec(value) {
        Ok(json) => json,
        Err(e) => return parts.fail(QueryError::Unwritable(e.to_string())),
    };
    if json.first() == Some(&b'[')
        && let Ok(rows) = serde_json::from_slice::<Vec<BTreeMap<String, &RawValue>>>(&json)
    {
        let mut columns: Vec<&String> = rows.iter().flat_map(BTreeMap::keys).collect();
        columns.sort_unstable();
        columns.dedup();
        for column in columns {
            parts.columns.push_str(if parts.columns.is_empty() { "" } else { "," });
            literal::name(&mut parts.columns, column);
        }
    }
    parts.body = Some(json.into());
}
