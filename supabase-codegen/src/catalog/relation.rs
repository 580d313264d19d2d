//! Tables, views, and their keys.

use super::{Column, QualifiedName};
use serde::{Deserialize, Serialize};

/// A table or a view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Relation {
    /// Its name.
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: Kind,
    /// PostgREST takes updates and deletes.
    pub(crate) writable: bool,
    /// PostgREST takes inserts.
    pub(crate) insertable: bool,
    /// Its comment in the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) comment: Option<String>,
    /// Its columns, in their order.
    pub(crate) columns: Vec<Column>,
    /// The columns of the primary key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) primary_key: Vec<String>,
    /// Unique constraints, the primary key first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unique_keys: Vec<UniqueKey>,
    /// Foreign keys that start here, in the order of their columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) foreign_keys: Vec<ForeignKey>,
    /// Functions of one row that give a value: read by name, no part of the row. Sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) computed: Vec<Column>,
    /// Functions of one row that give rows. Sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) computed_relations: Vec<ComputedRelation>,
}

/// What a relation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// A table.
    Table,
    /// A table of another server.
    ForeignTable,
    /// A view.
    View,
    /// A view that keeps its rows.
    MaterializedView,
    /// What a function returns.
    Rows,
    /// The source does not tell.
    Unknown,
}

/// A unique constraint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct UniqueKey {
    /// The name of the constraint.
    pub(crate) name: String,
    /// Its columns.
    pub(crate) columns: Vec<String>,
    /// It is the primary key.
    pub(crate) primary: bool,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// It points to a view that shows the columns of a table: a row may be missing there.
    pub(crate) to_view: bool,
}

/// A function of one row that gives rows of another relation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ComputedRelation {
    /// The name of the function.
    pub(crate) name: String,
    /// The relation whose rows it gives.
    pub(crate) to: QualifiedName,
    /// It gives one row or none.
    pub(crate) single: bool,
    /// Its comment in the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) comment: Option<String>,
}

impl Kind {
    /// A view of any kind.
    pub(crate) fn is_view(self) -> bool {
        matches!(self, Self::View | Self::MaterializedView)
    }
}

impl Relation {
    /// The column of this name.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// A computed relation takes the place of every other relation to the table whose name it has.
    pub(crate) fn hides(&self, table: &str) -> bool {
        self.computed_relations.iter().any(|c| c.name == table)
    }

    /// The foreign keys of this one column to tables.
    pub(crate) fn foreign_keys_of(&self, column: &str) -> impl Iterator<Item = &ForeignKey> {
        self.foreign_keys.iter().filter(move |fk| fk.columns == [column] && !fk.to_view)
    }

    /// A join table between the targets of two foreign keys, as PostgREST sees one: both stand in its primary key.
    pub(crate) fn joins(&self, a: &ForeignKey, b: &ForeignKey) -> bool {
        let in_key = |fk: &ForeignKey| fk.columns.iter().all(|c| self.primary_key.contains(c));
        a.columns != b.columns && in_key(a) && in_key(b)
    }
}
