//! Types, by their ids and by their names.

use crate::{
    catalog::{PgType, QualifiedName},
    metadata::{Metadata, Type},
};
use std::collections::{BTreeMap, BTreeSet};

/// Domains over domains end somewhere; a wrong document may not.
const DEPTH: usize = 32;

/// The types of a document.
pub(super) struct Types<'m> {
    by_id: BTreeMap<i64, &'m Type>,
    by_name: BTreeMap<(&'m str, &'m str), &'m Type>,
    by_format: BTreeMap<&'m str, &'m Type>,
    /// the ids of tables and views
    relations: BTreeSet<i64>,
}

impl<'m> Types<'m> {
    pub(super) fn new(document: &'m Metadata) -> Self {
        let types = &document.types;
        let tables =
            document.tables.iter().chain(&document.foreign_tables).chain(&document.materialized_views);
        Self {
            by_id: types.iter().map(|t| (t.id, t)).collect(),
            by_name: types.iter().map(|t| ((t.schema.as_str(), t.name.as_str()), t)).collect(),
            by_format: types.iter().map(|t| (t.format.as_str(), t)).collect(),
            relations: tables.chain(document.views.iter().map(|v| &v.table)).map(|t| t.id).collect(),
        }
    }

    pub(super) fn get(&self, id: i64) -> Option<&'m Type> {
        self.by_id.get(&id).copied()
    }

    /// The type of an argument or attribute.
    pub(super) fn by_id(&self, id: i64) -> PgType {
        self.get(id).map_or_else(|| named(None, "unknown"), |t| self.pg_type(t, DEPTH))
    }

    /// The type of a column: its name in `pg_type`.
    pub(super) fn by_name(&self, schema: Option<&str>, name: &str) -> PgType {
        let schema = schema.unwrap_or("pg_catalog");
        match self.by_name.get(&(schema, name)) {
            Some(t) => self.pg_type(t, DEPTH),
            None if schema == "pg_catalog" => match name.strip_prefix('_') {
                Some(element) => PgType::array(PgType::parse(element)),
                None => PgType::parse(name),
            },
            None => named(Some(schema), name),
        }
    }

    /// The row type of a table or view.
    pub(super) fn is_row(&self, t: &Type) -> bool {
        t.type_relation_id.is_some_and(|id| self.relations.contains(&id))
    }

    fn pg_type(&self, t: &Type, depth: usize) -> PgType {
        if let (Some(base), true) = (t.base_type_id.and_then(|id| self.get(id)), depth > 0) {
            return self.pg_type(base, depth - 1);
        }
        if t.schema == "pg_catalog" {
            return PgType::parse(&t.format);
        }
        match t.format.strip_suffix("[]") {
            Some(element) if depth > 0 => {
                let of = self.by_format.get(element).map(|e| self.pg_type(e, depth - 1));
                PgType::array(of.unwrap_or_else(|| PgType::parse(element)))
            }
            _ => named(Some(&t.schema), &t.name),
        }
    }
}

fn named(schema: Option<&str>, name: &str) -> PgType {
    PgType::Named(QualifiedName { schema: schema.map(str::to_owned), name: name.to_owned() })
}
