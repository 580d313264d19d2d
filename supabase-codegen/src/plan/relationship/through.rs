//! What a relationship goes through.

use super::Cardinality;
use crate::catalog::{ForeignKey, Relation};

/// What leads from one relation to another.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Through<'c> {
    /// A foreign key of the relation where it starts.
    Here(&'c ForeignKey),
    /// A foreign key of the relation it leads to.
    There(&'c Relation, &'c ForeignKey),
    /// A join table.
    Join(&'c Relation),
    /// A function of one row.
    Function(&'c str),
}

impl Through<'_> {
    /// For the comment of its field: to how many rows, and through what.
    pub(crate) fn doc(&self, cardinality: Cardinality) -> String {
        let rows = match cardinality {
            Cardinality::Many => "many",
            Cardinality::One | Cardinality::MaybeOne => "one or none",
        };
        match self {
            Self::Here(fk) => format!("to one, through `{}`", fk.columns.join(", ")),
            Self::There(other, fk) => {
                format!("to {rows}, through `{}.{}`", other.name, fk.columns.join(", "))
            }
            Self::Join(join) => format!("to many, through `{}`", join.name),
            Self::Function(name) => format!("to {rows}, computed by `{name}`"),
        }
    }
}
