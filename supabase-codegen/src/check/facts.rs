//! The facts of a catalog, each under the place where a reader looks for it.

use crate::catalog::{Catalog, Column, Default, Identity, Kind, Relation, Returns, Routine, Schema};
use std::collections::BTreeMap;

/// By place.
pub(super) type Facts = BTreeMap<String, Entry>;

/// What is known of one place.
#[derive(Debug, std::default::Default)]
pub(super) struct Entry {
    /// The place that it is a part of.
    pub(super) parent: Option<String>,
    facts: BTreeMap<&'static str, String>,
}

impl Entry {
    pub(super) fn part_of(parent: Option<&str>) -> Self {
        Self { parent: parent.map(str::to_owned), facts: BTreeMap::new() }
    }

    pub(super) fn with(mut self, name: &'static str, fact: impl Into<String>) -> Self {
        self.facts.insert(name, fact.into());
        self
    }

    fn with_some(self, name: &'static str, fact: Option<&String>) -> Self {
        match fact {
            Some(fact) => self.with(name, fact),
            None => self,
        }
    }

    /// Its facts on one line.
    pub(super) fn summary(&self) -> String {
        let shown = self.facts.iter().filter(|(name, _)| **name != "comment");
        shown.map(|(_, fact)| one_line(fact)).collect::<Vec<_>>().join(", ")
    }

    /// `type: integer -> bigint; default: 1 -> none`
    pub(super) fn changes_to(&self, now: &Self) -> String {
        let mut names: Vec<&&str> = self.facts.keys().chain(now.facts.keys()).collect();
        names.sort();
        names.dedup();
        let fact = |facts: &BTreeMap<&'static str, String>, name: &str| {
            facts.get(name).map_or_else(|| "none".to_owned(), |f| one_line(f))
        };
        let changed = names.into_iter().filter(|n| self.facts.get(**n) != now.facts.get(**n));
        changed
            .map(|n| format!("{n}: {} -> {}", fact(&self.facts, n), fact(&now.facts, n)))
            .collect::<Vec<_>>()
            .join("; ")
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn of(catalog: &Catalog) -> Facts {
    let mut facts = Facts::new();
    for schema in &catalog.schemas {
        facts.insert(schema.name.clone(), Entry::part_of(None).with_some("comment", schema.comment.as_ref()));
        schema.relations.iter().for_each(|r| relation(&mut facts, schema, r));
        routines(&mut facts, schema);
    }
    for e in &catalog.enums {
        let entry = Entry::part_of(None).with("labels", format!("enum ({})", e.labels.join(", ")));
        facts.insert(format!("{} (type)", e.name), entry.with_some("comment", e.comment.as_ref()));
    }
    for c in &catalog.composites {
        let place = format!("{} (type)", c.name);
        for a in &c.attributes {
            facts.insert(format!("{place}.{}", a.name), column(a, &place));
        }
        facts.insert(place, Entry::part_of(None).with_some("comment", c.comment.as_ref()));
    }
    facts
}

fn relation(facts: &mut Facts, schema: &Schema, r: &Relation) {
    let place = format!("{}.{}", schema.name, r.name);
    let writes = match (r.insertable, r.writable) {
        (true, _) => "takes inserts",
        (false, true) => "takes updates",
        (false, false) => "read-only",
    };
    let entry = Entry::part_of(Some(&schema.name))
        .with("kind", kind(r.kind))
        .with("writes", writes)
        .with_some("comment", r.comment.as_ref());
    for c in &r.columns {
        facts.insert(format!("{place}.{}", c.name), column(c, &place));
    }
    for c in &r.computed {
        facts.insert(format!("{place}.{} (computed)", c.name), column(c, &place));
    }
    for k in &r.unique_keys {
        let kind = if k.primary { "primary key" } else { "unique" };
        let columns = format!("{kind} ({})", k.columns.join(", "));
        facts.insert(
            format!("{place}.{} (key)", k.name),
            Entry::part_of(Some(&place)).with("columns", columns),
        );
    }
    foreign_keys(facts, &place, r);
    facts.insert(place, entry);
}

fn foreign_keys(facts: &mut Facts, place: &str, r: &Relation) {
    for fk in &r.foreign_keys {
        let name = fk.constraint.clone().unwrap_or_else(|| fk.columns.join(", "));
        let ends = format!("({}) references {}({})", fk.columns.join(", "), fk.to, fk.to_columns.join(", "));
        let one = if fk.unique { "one to one" } else { "many to one" };
        // a view that shows the columns has the same constraint
        let shown =
            if fk.to_view { format!(" to {}({})", fk.to, fk.to_columns.join(", ")) } else { String::new() };
        let entry = Entry::part_of(Some(place)).with("ends", ends).with("rows", one);
        facts.insert(format!("{place}.{name} (foreign key{shown})"), entry);
    }
    for c in &r.computed_relations {
        let rows = if c.single { "one or none" } else { "many" };
        let entry = Entry::part_of(Some(place)).with("to", c.to.to_string()).with("rows", rows);
        facts
            .insert(format!("{place}.{} (computed)", c.name), entry.with_some("comment", c.comment.as_ref()));
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Table => "table",
        Kind::ForeignTable => "foreign table",
        Kind::View => "view",
        Kind::MaterializedView => "materialized view",
        Kind::Rows => "rows",
        Kind::Unknown => "table or view",
    }
}

fn column(c: &Column, relation: &str) -> Entry {
    let null = if c.nullable { "nullable" } else { "not null" };
    let length = c.max_length.map(|n| format!("({n})")).unwrap_or_default();
    let entry = Entry::part_of(Some(relation))
        .with("type", format!("{}{length}", c.pg_type))
        .with("null", null)
        .with_some("comment", c.comment.as_ref());
    let entry = match &c.default {
        Default::None => entry,
        Default::Unknown => entry.with("default", "perhaps a default"),
        Default::Expression(e) => entry.with("default", format!("default {e}")),
        Default::Generated(e) => entry.with("default", format!("generated as {e}")),
    };
    let entry = match c.identity {
        Identity::No => entry,
        Identity::ByDefault => entry.with("identity", "identity by default"),
        Identity::Always => entry.with("identity", "identity always"),
    };
    if c.updatable { entry } else { entry.with("writes", "read-only") }
}

/// Overloads have a place each.
fn routines(facts: &mut Facts, schema: &Schema) {
    for r in &schema.routines {
        let names = r.arguments.iter().map(|a| format!("{} {}", a.name, a.pg_type)).collect::<Vec<_>>();
        let place = format!("{}.{}({})", schema.name, r.name, names.join(", "));
        facts.insert(place, routine(r, &schema.name));
    }
}

fn routine(r: &Routine, schema: &str) -> Entry {
    let optional: Vec<&str> = r.arguments.iter().filter(|a| a.optional).map(|a| a.name.as_str()).collect();
    let entry = Entry::part_of(Some(schema)).with("returns", returns(&r.returns));
    let entry = if optional.is_empty() { entry } else { entry.with("optional", optional.join(", ")) };
    entry
        .with_some("signature", r.signature.as_ref())
        .with_some("volatility", r.volatility.as_ref())
        .with_some("comment", r.comment.as_ref())
}

fn returns(returns: &Returns) -> String {
    let columns = |rows: &Relation| {
        let columns = rows.columns.iter().map(|c| format!("{} {}", c.name, c.pg_type));
        columns.collect::<Vec<_>>().join(", ")
    };
    match returns {
        Returns::Unknown => "returns what the source does not tell".to_owned(),
        Returns::Void => "returns void".to_owned(),
        Returns::Value(t) => format!("returns {t}"),
        Returns::SetOfValues(t) => format!("returns setof {t}"),
        Returns::Row(name) => format!("returns {name}"),
        Returns::SetOfRows(name) => format!("returns setof {name}"),
        Returns::Columns(rows) => format!("returns ({})", columns(rows)),
        Returns::SetOfColumns(rows) => format!("returns table ({})", columns(rows)),
    }
}
