//! Conditions on what is known about vectors.

use serde_json::{Map, Value, json};
use std::ops::{BitAnd, BitOr};

/// A condition on the metadata of vectors.
///
/// ```
/// use supabase_orm::storage::VectorFilter;
/// let key = VectorFilter::key;
/// let _ = key("year").gte(1965) & (key("genre").eq("sf") | key("genre").in_(["essay", "letter"]));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a filter does nothing until a query gets it"]
pub struct VectorFilter(Value);

/// A key of the metadata, to be compared: see [`VectorFilter::key`].
#[derive(Debug, Clone)]
#[must_use = "a key is no condition yet"]
pub struct VectorKey(String);

impl VectorFilter {
    /// A key of the metadata, to be compared with something.
    #[allow(clippy::new_ret_no_self, reason = "a condition begins with its key")]
    pub fn key(name: impl Into<String>) -> VectorKey {
        VectorKey(name.into())
    }

    /// All of these are true.
    pub fn all(filters: impl IntoIterator<Item = Self>) -> Self {
        Self(json!({"$and": filters.into_iter().map(|filter| filter.0).collect::<Vec<_>>()}))
    }

    /// One of these is true.
    pub fn any(filters: impl IntoIterator<Item = Self>) -> Self {
        Self(json!({"$or": filters.into_iter().map(|filter| filter.0).collect::<Vec<_>>()}))
    }

    /// As the server reads it: `{"year": {"$gte": 1965}}`.
    pub fn raw(json: Value) -> Self {
        Self(json)
    }

    pub(super) fn into_json(self) -> Value {
        self.0
    }

    fn parts(self, operator: &str) -> Vec<Value> {
        match self.0 {
            Value::Object(mut map) if map.len() == 1 && map.contains_key(operator) => {
                match map.remove(operator) {
                    Some(Value::Array(parts)) => parts,
                    other => other.into_iter().collect(),
                }
            }
            other => vec![other],
        }
    }

    fn joined(self, other: Self, operator: &str) -> Self {
        let mut parts = self.parts(operator);
        parts.extend(other.parts(operator));
        Self(Value::Object(Map::from_iter([(operator.to_owned(), Value::Array(parts))])))
    }
}

impl BitAnd for VectorFilter {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.joined(other, "$and")
    }
}

impl BitOr for VectorFilter {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.joined(other, "$or")
    }
}

macro_rules! operators { ($($(#[$doc:meta])* $name:ident = $operator:literal,)*) => {
    impl VectorKey {
        $($(#[$doc])* pub fn $name(self, value: impl Into<Value>) -> VectorFilter {
            self.compared($operator, value)
        })*
    }
} }

operators! {
    /// It is this, or a list that has it.
    eq = "$eq",
    /// It is not this.
    ne = "$ne",
    /// It is greater.
    gt = "$gt",
    /// It is greater or equal.
    gte = "$gte",
    /// It is less.
    lt = "$lt",
    /// It is less or equal.
    lte = "$lte",
}

impl VectorKey {
    /// It is one of these.
    pub fn in_(self, values: impl IntoIterator<Item = impl Into<Value>>) -> VectorFilter {
        self.compared("$in", values.into_iter().map(Into::into).collect::<Value>())
    }

    /// It is none of these.
    pub fn not_in(self, values: impl IntoIterator<Item = impl Into<Value>>) -> VectorFilter {
        self.compared("$nin", values.into_iter().map(Into::into).collect::<Value>())
    }

    /// Whether it is there at all.
    pub fn exists(self, yes: bool) -> VectorFilter {
        self.compared("$exists", yes)
    }

    fn compared(self, operator: &str, value: impl Into<Value>) -> VectorFilter {
        let value: Value = value.into();
        VectorFilter(json!({self.0: {operator: value}}))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_the_servers_json() {
        let key = VectorFilter::key;
        let filter = key("a").eq("x") & key("b").lte(3) & (key("c").in_([1, 2]) | key("d").exists(false));
        assert_eq!(
            filter.into_json(),
            json!({"$and": [
                {"a": {"$eq": "x"}}, {"b": {"$lte": 3}},
                {"$or": [{"c": {"$in": [1, 2]}}, {"d": {"$exists": false}}]},
            ]})
        );
        assert_eq!(key("a").not_in(["x"]).into_json(), json!({"a": {"$nin": ["x"]}}));
        assert_eq!(VectorFilter::all([key("a").ne(1)]).into_json(), json!({"$and": [{"a": {"$ne": 1}}]}));
    }
}
