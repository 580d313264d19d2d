//! Functions by name.

use super::{
    operand::{Operand, Operands},
    query::NamedQuery,
    table::body,
};
use crate::{client::Client, mode::Rows, mode::Whole, rest::parts::Target};
use http::Method;
use serde::Serialize;
use serde_json::Value;

impl Client {
    /// Calls a function by its name; the value is whatever it returns. The reference's `rpc(..)`.
    ///
    /// Rows of a set-returning function can be filtered and ordered: [`rows`](NamedQuery::rows).
    ///
    /// ```
    /// # use serde_json::json;
    /// # async fn f(db: &supabase_orm::Client) -> supabase_orm::Result<()> {
    /// let sum = db.call("add", &json!({"a": 1, "b": 2})).await?;
    /// let rows = db.call("list_planets", &json!({})).rows().gt("id", 3).order("name").await?;
    /// # Ok(()) }
    /// ```
    pub fn call(&self, function: impl Into<String>, arguments: &impl Serialize) -> NamedQuery<Value, Whole> {
        let target = Target::Routine(function.into().into());
        let mut query = NamedQuery::new(self, Method::POST, target, None);
        body(&mut query.parts, arguments);
        query.parts.columns.clear(); // a list is the argument of a function with one unnamed parameter
        query
    }

    /// Calls a function that changes nothing by GET: its answer may be cached, and it is tried again when the connection
    /// breaks. Arguments are read as filters are: lists as array literals, objects as JSON.
    pub fn call_get<'a>(
        &self,
        function: impl Into<String>,
        arguments: impl IntoIterator<Item = (&'a str, Value)>,
    ) -> NamedQuery<Value, Whole> {
        let target = Target::Routine(function.into().into());
        let mut query = NamedQuery::new(self, Method::GET, target, None);
        for (name, value) in arguments {
            let text = match &value {
                list @ Value::Array(_) => list.literal(),
                other => other.text().into_owned(),
            };
            query.parts.arguments.push((name.to_owned(), text));
        }
        query
    }
}

impl NamedQuery<Value, Whole> {
    /// The rows of a set-returning function.
    pub fn rows(self) -> NamedQuery<Value, Rows> {
        self.to()
    }

    /// These columns of the rows of a set-returning function.
    pub fn select(self, columns: &str) -> NamedQuery<Value, Rows> {
        self.returning(columns)
    }
}
