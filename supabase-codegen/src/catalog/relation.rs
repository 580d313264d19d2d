//! Tables, views, and their keys.

use super::{Column, QualifiedName};

/// A table or a view.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    /// Its name.
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: Kind,
    /// PostgREST takes inserts, updates and deletes.
    pub(crate) writable: bool,
    /// Its comment in the database.
    pub(crate) comment: Option<String>,
    /// Its columns, in their order.
    pub(crate) columns: Vec<Column>,
    /// The columns of the primary key.
    pub(crate) primary_key: Vec<String>,
    /// Unique constraints, the primary key first.
    pub(crate) unique_keys: Vec<UniqueKey>,
    /// Foreign keys that start here, in the order of their columns.
    pub(crate) foreign_keys: Vec<ForeignKey>,
}

/// What a relation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A table.
    Table,
    /// A view, of any kind.
    View,
    /// The source does not tell.
    Unknown,
}

/// A unique constraint.
#[derive(Debug, Clone)]
pub(crate) struct UniqueKey {
    /// The name of the constraint.
    pub(crate) name: String,
    /// Its columns.
    pub(crate) columns: Vec<String>,
    /// It is the primary key.
    pub(crate) primary: bool,
}

/// A foreign key.
#[derive(Debug, Clone)]
pub(crate) struct ForeignKey {
    /// The name of the constraint, if the source tells it.
    pub(crate) constraint: Option<String>,
    /// Its columns here.
    pub(crate) columns: Vec<String>,
    /// The relation it points to.
    pub(crate) to: QualifiedName,
    /// The columns it points to.
    pub(crate) to_columns: Vec<String>,
    /// No two rows point to the same one.
    pub(crate) unique: bool,
}

impl Relation {
    /// The column of this name.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// The foreign key of this one column.
    pub(crate) fn foreign_key(&self, column: &str) -> Option<&ForeignKey> {
        self.foreign_keys.iter().find(|fk| fk.columns == [column])
    }

    /// A join table between the targets of two foreign keys, as PostgREST sees one: both stand in its primary key.
    pub(crate) fn joins(&self, a: &ForeignKey, b: &ForeignKey) -> bool {
        let in_key = |fk: &ForeignKey| fk.columns.iter().all(|c| self.primary_key.contains(c));
        a.columns != b.columns && in_key(a) && in_key(b)
    }
}
