//! Relationships: what can be embedded.

use super::Context;
use crate::plan::{Cardinality, FieldPlan, RelationPlan, TablePlan, Through as Way};
use serde::Serialize;

/// Something that can be embedded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Relationship {
    /// The field in the columns.
    pub field: String,
    /// The relation it leads to, with its db schema.
    pub to: String,
    /// Its row.
    pub row: String,
    /// How many rows it gives.
    pub rows: Rows,
    /// What it goes through.
    pub through: Through,
    /// What stands in `select=`, with the hint that PostgREST needs: `users!sender_id`.
    pub select: String,
    /// Its comment in the database.
    pub comment: Option<String>,
}

/// How many rows an embed gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    /// One.
    One,
    /// One or none.
    OneOrNone,
    /// Any number.
    Many,
}

/// What a relationship goes through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[non_exhaustive]
pub enum Through {
    /// A foreign key of this table.
    ForeignKey {
        /// Its constraint, if the source tells it.
        constraint: Option<String>,
        /// Its columns, here.
        columns: Vec<String>,
        /// The columns there.
        to_columns: Vec<String>,
    },
    /// A foreign key of the other table.
    ForeignKeyOf {
        /// The other table.
        table: String,
        /// Its constraint, if the source tells it.
        constraint: Option<String>,
        /// Its columns, there.
        columns: Vec<String>,
        /// The columns here.
        to_columns: Vec<String>,
    },
    /// A join table, whose primary key holds the foreign keys to both.
    JoinTable {
        /// The join table.
        table: String,
    },
    /// A function of one row.
    Function {
        /// The function.
        function: String,
    },
}

impl Context<'_> {
    /// Fields of their own, then foreign-key columns, which can be embedded by their names.
    pub(super) fn relationships(&self, t: &TablePlan<'_>) -> Vec<Relationship> {
        let own = t.relations.iter().map(|r| self.relationship(r));
        own.chain(t.fields.iter().filter_map(|f| self.by_column(f))).collect()
    }

    fn relationship(&self, r: &RelationPlan<'_>) -> Relationship {
        Relationship {
            field: r.ident.to_string(),
            to: r.to.to_string(),
            row: self.row(&super::rust(&r.row)),
            rows: match r.cardinality {
                Cardinality::One => Rows::One,
                Cardinality::MaybeOne => Rows::OneOrNone,
                Cardinality::Many => Rows::Many,
            },
            through: through(r.through),
            select: r.target.clone(),
            comment: r.comment.clone(),
        }
    }

    fn by_column(&self, f: &FieldPlan<'_>) -> Option<Relationship> {
        let (row, fk) = (f.references.as_ref()?, f.foreign_key?);
        Some(Relationship {
            field: f.ident.to_string(),
            to: fk.to.to_string(),
            row: self.row(&row.to_string()),
            rows: if f.column.nullable { Rows::OneOrNone } else { Rows::One },
            through: through(Way::Here(fk)),
            select: f.column.name.clone(),
            comment: None,
        })
    }

    /// The path of a row as it stands in this module, from outside of the file.
    fn row(&self, row: &str) -> String {
        if row.contains("::") { row.to_owned() } else { format!("{}{row}", self.prefix) }
    }
}

fn through(way: Way<'_>) -> Through {
    match way {
        Way::Here(fk) => Through::ForeignKey {
            constraint: fk.constraint.clone(),
            columns: fk.columns.clone(),
            to_columns: fk.to_columns.clone(),
        },
        Way::There(other, fk) => Through::ForeignKeyOf {
            table: other.name.clone(),
            constraint: fk.constraint.clone(),
            columns: fk.columns.clone(),
            to_columns: fk.to_columns.clone(),
        },
        Way::Join(table) => Through::JoinTable { table: table.name.clone() },
        Way::Function(name) => Through::Function { function: name.to_owned() },
    }
}
