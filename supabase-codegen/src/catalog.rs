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
pub(crate) use relation::{ComputedRelation, ForeignKey, Kind, Relation, UniqueKey};
pub(crate) use routine::{Argument, Returns, Routine};

use serde::{Deserialize, Serialize};

/// What is known of a database, schema by schema.
#[derive(Debug, Clone, PartialEq, std::default::Default, Serialize, Deserialize)]
pub(crate) struct Catalog {
    /// The db schemas, in the order in which they were asked for.
    pub(crate) schemas: Vec<Schema>,
    /// Every enum whose labels are known, sorted by name.
    pub(crate) enums: Vec<Enumeration>,
    /// Every composite type whose attributes are known, sorted by name.
    pub(crate) composites: Vec<Composite>,
}

/// One db schema.
#[derive(Debug, Clone, PartialEq, std::default::Default, Serialize, Deserialize)]
pub(crate) struct Schema {
    /// Its name.
    pub(crate) name: String,
    /// Its comment in the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) comment: Option<String>,
    /// Tables and views, sorted by name.
    pub(crate) relations: Vec<Relation>,
    /// Functions that can be called, sorted by name; overloads side by side.
    pub(crate) routines: Vec<Routine>,
}

/// An enum type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Enumeration {
    /// Its name.
    pub(crate) name: QualifiedName,
    /// Its comment in the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) comment: Option<String>,
    /// Its labels, in their order.
    pub(crate) labels: Vec<String>,
}

/// A composite type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Composite {
    /// Its name.
    pub(crate) name: QualifiedName,
    /// Its comment in the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) comment: Option<String>,
    /// Its attributes, in their order; each may be NULL.
    pub(crate) attributes: Vec<Column>,
}

impl Schema {
    /// The relation of this name.
    pub(crate) fn relation(&self, name: &str) -> Option<&Relation> {
        self.relations.iter().find(|r| r.name == name)
    }

    /// Every type that a column, an argument or a result names.
    pub(crate) fn types(&self) -> impl Iterator<Item = &PgType> {
        let columns = self.relations.iter().flat_map(|r| r.columns.iter().chain(&r.computed));
        let arguments = self.routines.iter().flat_map(|r| &r.arguments).map(|a| &a.pg_type);
        let results = self.routines.iter().flat_map(|r| r.returns.types());
        columns.map(|c| &c.pg_type).chain(arguments).chain(results)
    }
}

impl Catalog {
    /// Leaves the enums and composites that are part of these db schemas, or that something in them names.
    pub(crate) fn drop_unused_types(&mut self) {
        let own = |name: &QualifiedName, schemas: &[Schema]| {
            schemas.iter().any(|s| name.schema.as_deref() == Some(&s.name))
        };
        let mut used: Vec<QualifiedName> = Vec::new();
        let mut queue: Vec<QualifiedName> =
            self.schemas.iter().flat_map(Schema::types).filter_map(|t| t.named().cloned()).collect();
        let in_schemas = self.composites.iter().map(|c| &c.name).filter(|n| own(n, &self.schemas));
        queue.extend(in_schemas.cloned());
        while let Some(name) = queue.pop() {
            if used.contains(&name) {
                continue;
            }
            let composite = self.composites.iter().find(|c| c.name == name);
            let attributes = composite.iter().flat_map(|c| &c.attributes);
            queue.extend(attributes.filter_map(|a| a.pg_type.named().cloned()));
            used.push(name);
        }
        let stays = |name: &QualifiedName| used.contains(name) || own(name, &self.schemas);
        self.enums.retain(|e| stays(&e.name));
        self.composites.retain(|c| stays(&c.name));
    }
}
