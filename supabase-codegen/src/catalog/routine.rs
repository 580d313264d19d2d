//! Functions.

use super::PgType;

/// A function that can be called at `/rpc/<name>`.
#[derive(Debug, Clone)]
pub(crate) struct Routine {
    /// Its name.
    pub(crate) name: String,
    /// Its comment in the database.
    pub(crate) comment: Option<String>,
    /// Its arguments.
    pub(crate) arguments: Vec<Argument>,
    /// What it returns.
    pub(crate) returns: Returns,
}

/// An argument of a function.
#[derive(Debug, Clone)]
pub(crate) struct Argument {
    /// Its name.
    pub(crate) name: String,
    /// Its type.
    pub(crate) pg_type: PgType,
    /// It has a default.
    pub(crate) optional: bool,
}

/// What a function returns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Returns {
    /// The source does not tell.
    Unknown,
    /// Nothing.
    Void,
    /// One value.
    Value(PgType),
    /// Values, one a row.
    SetOfValues(PgType),
    /// Rows of this relation of the same db schema.
    SetOfRows(String),
}
