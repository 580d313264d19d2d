//! Functions.

use super::{PgType, QualifiedName, Relation};
use serde::{Deserialize, Serialize};

/// A function that can be called at `/rpc/<name>`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Routine {
    /// Its name.
    pub(crate) name: String,
    /// Its comment in the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) comment: Option<String>,
    /// Its arguments and its result, as SQL writes them, where the source tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) signature: Option<String>,
    /// `stable`, `immutable` or `volatile`, where the source tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) volatility: Option<String>,
    /// Its arguments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) arguments: Vec<Argument>,
    /// What it returns.
    pub(crate) returns: Returns,
}

/// An argument of a function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Argument {
    /// Its name.
    pub(crate) name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub(crate) pg_type: PgType,
    /// It has a default.
    pub(crate) optional: bool,
    /// It takes the rest of the arguments: an array.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) variadic: bool,
}

/// What a function returns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Returns {
    /// The source does not tell.
    Unknown,
    /// Nothing.
    Void,
    /// One value.
    Value(PgType),
    /// Values, one a row.
    SetOfValues(PgType),
    /// One row of this relation.
    Row(QualifiedName),
    /// Rows of this relation.
    SetOfRows(QualifiedName),
    /// One row of columns of its own.
    Columns(Box<Relation>),
    /// Rows of columns of its own.
    SetOfColumns(Box<Relation>),
}

impl Returns {
    /// Every type it names.
    pub(crate) fn types(&self) -> Vec<&PgType> {
        match self {
            Self::Unknown | Self::Void | Self::Row(_) | Self::SetOfRows(_) => Vec::new(),
            Self::Value(t) | Self::SetOfValues(t) => vec![t],
            Self::Columns(rows) | Self::SetOfColumns(rows) => {
                rows.columns.iter().map(|c| &c.pg_type).collect()
            }
        }
    }
}

impl Routine {
    /// Its place in messages and settings: `add()`.
    pub(crate) fn place(&self) -> String {
        format!("{}()", self.name)
    }

    /// Whether PostgREST may take a call of `other` with what it must have for one of this: it chooses by the names alone.
    pub(crate) fn answers_for(&self, other: &Self) -> bool {
        let given = |name: &str| other.arguments.iter().any(|a| !a.optional && a.name == name);
        let takes = |name: &str| self.arguments.iter().any(|a| a.name == name);
        self.arguments.iter().all(|a| a.optional || given(&a.name))
            && other.arguments.iter().all(|a| a.optional || takes(&a.name))
    }
}
