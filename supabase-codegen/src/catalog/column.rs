//! Columns.

use super::PgType;

/// A column of a relation.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its name.
    pub(crate) name: String,
    /// Its type.
    pub(crate) pg_type: PgType,
    /// Whether it may be NULL. Columns of views may.
    pub(crate) nullable: bool,
    /// What it holds when an insert leaves it out.
    pub(crate) default: Default,
    /// Whether the database generates it.
    pub(crate) identity: Identity,
    /// Its comment in the database.
    pub(crate) comment: Option<String>,
    /// `varchar(n)`
    pub(crate) max_length: Option<u32>,
}

/// What a column holds when an insert leaves it out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Default {
    /// There is none.
    None,
    /// Its expression.
    Expression(String),
    /// The source shows none, but it would not show every one.
    Unknown,
}

/// Whether the database generates the values of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identity {
    /// It does not, or an insert may give another value.
    No,
    /// GENERATED ALWAYS: it can never be written.
    Always,
}

impl Column {
    /// An insert must have it: NOT NULL, and nothing else gives it a value.
    pub(crate) fn is_required(&self) -> bool {
        !self.nullable && self.default == Default::None && self.identity == Identity::No
    }
}
