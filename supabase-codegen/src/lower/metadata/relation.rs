//! Tables and views.

use super::Types;
use crate::{
    catalog::{Column, Default, ForeignKey, Identity, Kind, QualifiedName, Relation, UniqueKey},
    metadata::{self, Metadata, Relationship, Table},
};
use std::collections::{BTreeMap, BTreeSet};

/// What belongs to a table, by its id.
struct Parts<'m> {
    types: &'m Types<'m>,
    columns: BTreeMap<i64, Vec<&'m metadata::Column>>,
    primary_keys: BTreeMap<i64, BTreeSet<&'m str>>,
    unique_keys: BTreeMap<i64, Vec<&'m metadata::UniqueKey>>,
    /// by db schema and name
    relationships: BTreeMap<(&'m str, &'m str), Vec<&'m Relationship>>,
    views: BTreeSet<(&'m str, &'m str)>,
}

pub(super) fn lower(document: &Metadata, types: &Types<'_>, schema: &str) -> Vec<Relation> {
    let parts = Parts::new(document, types);
    let mut relations: Vec<Relation> = Vec::new();
    let mut add = |table: &Table, kind, writable, insertable| {
        if table.schema == schema && !table.is_partition {
            relations.push(parts.relation(table, kind, writable, insertable));
        }
    };
    document.tables.iter().for_each(|t| add(t, Kind::Table, true, true));
    for t in &document.foreign_tables {
        let writable = parts.columns_of(t).any(|c| c.is_updatable);
        add(t, Kind::ForeignTable, writable, writable);
    }
    for v in &document.views {
        add(&v.table, Kind::View, v.is_update_enabled || v.is_insert_enabled, v.is_insert_enabled);
    }
    document.materialized_views.iter().for_each(|t| add(t, Kind::MaterializedView, false, false));
    relations.sort_by(|a, b| a.name.cmp(&b.name));
    relations.dedup_by(|a, b| a.name == b.name);
    relations
}

impl<'m> Parts<'m> {
    fn new(document: &'m Metadata, types: &'m Types<'m>) -> Self {
        let mut this = Self {
            types,
            columns: BTreeMap::new(),
            primary_keys: BTreeMap::new(),
            unique_keys: BTreeMap::new(),
            relationships: BTreeMap::new(),
            views: BTreeSet::new(),
        };
        for c in &document.columns {
            this.columns.entry(c.table_id).or_default().push(c);
        }
        for columns in this.columns.values_mut() {
            columns.sort_by_key(|c| c.ordinal_position);
            columns.dedup_by(|a, b| a.name == b.name);
        }
        for k in &document.primary_keys {
            this.primary_keys.entry(k.table_id).or_default().insert(&k.name);
        }
        for k in &document.unique_keys {
            this.unique_keys.entry(k.table_id).or_default().push(k);
        }
        for r in &document.relationships {
            this.relationships.entry((&r.schema, &r.relation)).or_default().push(r);
        }
        let views = document.views.iter().map(|v| &v.table).chain(&document.materialized_views);
        this.views = views.map(|v| (v.schema.as_str(), v.name.as_str())).collect();
        this
    }

    fn columns_of(&self, table: &Table) -> impl Iterator<Item = &&'m metadata::Column> {
        self.columns.get(&table.id).into_iter().flatten()
    }

    fn relation(&self, table: &Table, kind: Kind, writable: bool, insertable: bool) -> Relation {
        let columns: Vec<Column> = self.columns_of(table).map(|c| self.column(c, writable)).collect();
        let key = self.primary_keys.get(&table.id);
        let is_key = |name: &&str| key.is_some_and(|key| key.contains(name));
        let primary_key: Vec<String> =
            columns.iter().map(|c| c.name.as_str()).filter(is_key).map(str::to_owned).collect();
        Relation {
            name: table.name.clone(),
            kind,
            writable,
            insertable,
            comment: table.comment.clone(),
            unique_keys: self.unique_keys(table, &primary_key),
            foreign_keys: self.foreign_keys(table, &columns),
            columns,
            primary_key,
            computed: Vec::new(),
            computed_relations: Vec::new(),
        }
    }

    fn column(&self, c: &metadata::Column, writable: bool) -> Column {
        let identity = match c.identity_generation.as_deref() {
            Some("ALWAYS") => Identity::Always,
            _ if c.is_identity => Identity::ByDefault,
            _ => Identity::No,
        };
        let default = match &c.default_value {
            Some(e) if c.is_generated => Default::Generated(e.clone()),
            None if c.is_generated => Default::Generated(String::new()),
            Some(e) => Default::Expression(e.clone()),
            None => Default::None,
        };
        Column {
            name: c.name.clone(),
            pg_type: self.types.by_name(c.type_schema.as_deref(), &c.format),
            nullable: c.is_nullable,
            default,
            identity,
            // of a relation that is read-only as a whole it says nothing
            updatable: c.is_updatable || !writable,
            comment: c.comment.clone(),
            max_length: c.max_length,
        }
    }

    /// Told by name, or the names that Postgres gives by itself to keys of one column.
    fn unique_keys(&self, table: &Table, primary_key: &[String]) -> Vec<UniqueKey> {
        if let Some(told) = self.unique_keys.get(&table.id) {
            let key = |k: &&metadata::UniqueKey| UniqueKey {
                name: k.name.clone(),
                columns: k.columns.clone(),
                primary: k.is_primary,
            };
            let mut keys: Vec<UniqueKey> = told.iter().map(key).collect();
            keys.sort_by(|a, b| (!a.primary, &a.name).cmp(&(!b.primary, &b.name)));
            return keys;
        }
        let primary =
            UniqueKey { name: format!("{}_pkey", table.name), columns: primary_key.to_vec(), primary: true };
        let single = self.columns_of(table).filter(|c| c.is_unique && *primary_key != [c.name.clone()]);
        let unique = single.map(|c| UniqueKey {
            name: format!("{}_{}_key", table.name, c.name),
            columns: vec![c.name.clone()],
            primary: false,
        });
        Some(primary).filter(|k| !k.columns.is_empty()).into_iter().chain(unique).collect()
    }

    fn foreign_keys(&self, table: &Table, columns: &[Column]) -> Vec<ForeignKey> {
        let place = |r: &&Relationship| {
            columns.iter().position(|c| Some(&c.name) == r.columns.first()).unwrap_or(columns.len())
        };
        let all = self.relationships.get(&(table.schema.as_str(), table.name.as_str()));
        let mut all: Vec<&Relationship> = all.into_iter().flatten().copied().collect();
        all.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
        all.sort_by_key(place);
        all.into_iter().map(|r| self.foreign_key(r)).collect()
    }

    fn foreign_key(&self, r: &Relationship) -> ForeignKey {
        let to = (r.referenced_schema.as_str(), r.referenced_relation.as_str());
        ForeignKey {
            constraint: Some(r.foreign_key_name.clone()),
            columns: r.columns.clone(),
            to: QualifiedName { schema: Some(to.0.to_owned()), name: to.1.to_owned() },
            to_columns: r.referenced_columns.clone(),
            unique: r.is_one_to_one,
            to_view: self.views.contains(&to),
        }
    }
}

fn sort_key(r: &Relationship) -> (&str, &str, &str, &[String]) {
    (&r.foreign_key_name, &r.referenced_schema, &r.referenced_relation, &r.referenced_columns)
}
