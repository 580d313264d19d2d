//! The catalog: what a schema holds, whatever it was read from. It knows neither JSON nor Rust.
//!
//! `lower` fills it from a document, [`Config`](crate::Config) overrides it, `plan` gives its parts Rust names. What a
//! source cannot tell is said so ([`Default::Unknown`], [`Kind::Unknown`]) and never guessed in here.

mod column;
mod pg_type;
mod relation;
mod routine;

pub(crate) use column::{Column, Default, Identity};
pub(crate) use pg_type::{PgType, QualifiedName};
pub(crate) use relation::{ForeignKey, Kind, Relation, UniqueKey};
pub(crate) use routine::{Argument, Returns, Routine};

/// What is known of a database, schema by schema.
#[derive(Debug, Clone, std::default::Default)]
pub(crate) struct Catalog {
    /// The db schemas, in the order in which they were asked for.
    pub(crate) schemas: Vec<Schema>,
    /// Every enum whose labels are known, sorted by name.
    pub(crate) enums: Vec<Enumeration>,
}

/// One db schema.
#[derive(Debug, Clone, std::default::Default)]
pub(crate) struct Schema {
    /// Its name.
    pub(crate) name: String,
    /// Its comment in the database.
    pub(crate) comment: Option<String>,
    /// Tables and views, sorted by name.
    pub(crate) relations: Vec<Relation>,
    /// Functions that can be called, sorted by name.
    pub(crate) routines: Vec<Routine>,
}

/// An enum type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Enumeration {
    /// Its name.
    pub(crate) name: QualifiedName,
    /// Its labels, in their order.
    pub(crate) labels: Vec<String>,
}

impl Schema {
    /// The relation of this name.
    pub(crate) fn relation(&self, name: &str) -> Option<&Relation> {
        self.relations.iter().find(|r| r.name == name)
    }
}
