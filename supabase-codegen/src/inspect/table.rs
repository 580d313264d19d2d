//! Tables and views: columns, keys, and what queries can do.

use super::{Context, relationship::Relationship, rust};
use crate::{
    catalog::{self, Default},
    plan::{FieldPlan, KeyPlan, TablePlan},
};
use serde::Serialize;

/// A table or view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Table {
    /// Its db schema.
    pub schema: String,
    /// Its name in the database.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its comment in the database.
    pub comment: Option<String>,
    /// The type of a row: `Planet`, `api::Planet`.
    pub row: String,
    /// Its columns, in their order.
    pub columns: Vec<Column>,
    /// Functions of a row that are read like columns; no part of the row type.
    pub computed: Vec<Column>,
    /// Unique keys, the primary one first.
    pub keys: Vec<Key>,
    /// What can be embedded.
    pub relationships: Vec<Relationship>,
    /// What queries can do.
    pub queries: Queries,
}

/// What a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// A table.
    Table,
    /// A table of another server.
    ForeignTable,
    /// A view.
    View,
    /// A view that keeps its rows.
    MaterializedView,
    /// The source does not tell.
    TableOrView,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Column {
    /// Its name in the database.
    pub name: String,
    /// Its type, as SQL writes it.
    pub sql: String,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// The expression of its default, where the source tells it.
    pub default: Option<String>,
    /// The expression that always gives its value; empty where the source does not tell it.
    pub generated: Option<String>,
    /// Whether the database numbers it.
    pub identity: Option<Identity>,
    /// What an insert does with it.
    pub insert: InsertAs,
    /// It is part of the primary key.
    pub primary_key: bool,
    /// What its foreign key points to.
    pub references: Option<Reference>,
    /// The field in the row and in the columns.
    pub field: String,
    /// The type of the field.
    pub rust: String,
    /// Its comment in the database.
    pub comment: Option<String>,
}

/// How the database numbers rows in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// An insert may give another value.
    ByDefault,
    /// It can never be written.
    Always,
}

/// What an insert does with a column; updates can change what is not `Never`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InsertAs {
    /// An insert must have it.
    Required,
    /// An insert may have it.
    Optional,
    /// It is never written.
    Never,
}

/// What a foreign key points to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Reference {
    /// The relation, with its db schema.
    pub table: String,
    /// The columns there.
    pub columns: Vec<String>,
}

/// A unique key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Key {
    /// The name of the constraint.
    pub constraint: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// It is the primary key.
    pub primary: bool,
    /// The field for `on_conflict`.
    pub field: String,
}

/// What queries can do with a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Queries {
    /// `insert`, and `upsert` with it.
    pub insert: Permission,
    /// `update`.
    pub update: Permission,
    /// `delete`.
    pub delete: Permission,
    /// The type of what an insert must have: `PlanetInsert`.
    pub insert_type: Option<String>,
    /// The columns that an insert must have.
    pub required: Vec<String>,
    /// What `find` takes.
    pub find: Option<Find>,
    /// The fields that `on_conflict` of an upsert can name.
    pub on_conflict: Vec<String>,
    /// Queries to start from.
    pub examples: Vec<Example>,
}

/// Whether something compiles, or why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Permission {
    /// It does.
    pub allowed: bool,
    /// Why it does not.
    pub reason: Option<String>,
}

/// What `find` takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Find {
    /// The column.
    pub column: String,
    /// The type of the value.
    pub rust: String,
}

/// A query to start from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Example {
    /// `read`, `find`, `insert`, `upsert`, `update` or `delete`.
    pub verb: &'static str,
    /// The code; `db` is the client.
    pub code: String,
}

impl Table {
    /// Its name with its db schema: `public.planets`.
    #[must_use]
    pub fn qualified(&self) -> String {
        format!("{}.{}", self.schema, self.name)
    }
}

impl Permission {
    fn from(reason: Option<&str>) -> Self {
        Self { allowed: reason.is_none(), reason: reason.map(str::to_owned) }
    }
}

impl Context<'_> {
    pub(super) fn table(&self, t: &TablePlan<'_>) -> Table {
        let relation = t.relation;
        let columns = t.fields.iter().map(|f| self.column(t, f)).collect();
        Table {
            schema: self.module.schema.name.clone(),
            name: relation.name.clone(),
            kind: kind(relation.kind),
            comment: relation.comment.clone(),
            row: format!("{}{}", self.prefix, t.row),
            columns,
            computed: t.computed.iter().map(|f| self.column(t, f)).collect(),
            keys: t.keys.iter().map(key).collect(),
            relationships: self.relationships(t),
            queries: self.queries(t),
        }
    }

    fn column(&self, t: &TablePlan<'_>, f: &FieldPlan<'_>) -> Column {
        let c = f.column;
        let length = c.max_length.map(|n| format!("({n})")).unwrap_or_default();
        let computed = t.computed.iter().any(|other| std::ptr::eq(other, f));
        Column {
            name: c.name.clone(),
            sql: format!("{}{length}", c.pg_type),
            nullable: c.nullable,
            default: if let Default::Expression(e) = &c.default { Some(e.clone()) } else { None },
            generated: if let Default::Generated(e) = &c.default { Some(e.clone()) } else { None },
            identity: match c.identity {
                catalog::Identity::No => None,
                catalog::Identity::ByDefault => Some(Identity::ByDefault),
                catalog::Identity::Always => Some(Identity::Always),
            },
            insert: match () {
                () if computed || !t.relation.writable || c.is_read_only() => InsertAs::Never,
                () if t.relation.insertable && c.is_required() => InsertAs::Required,
                () => InsertAs::Optional,
            },
            primary_key: t.relation.primary_key.contains(&c.name),
            references: f
                .foreign_key
                .map(|fk| Reference { table: fk.to.to_string(), columns: fk.to_columns.clone() }),
            field: f.ident.to_string(),
            rust: rust(&f.mapped.rust),
            comment: c.comment.clone(),
        }
    }

    fn queries(&self, t: &TablePlan<'_>) -> Queries {
        let relation = t.relation;
        let no_insert = (!relation.insertable).then(|| why_not(relation, "insert"));
        let no_write = (!relation.writable).then(|| why_not(relation, "change"));
        let required = t.fields.iter().filter(|f| relation.insertable && f.column.is_required());
        Queries {
            insert: Permission::from(no_insert),
            update: Permission::from(no_write),
            delete: Permission::from(no_write),
            insert_type: relation.insertable.then(|| format!("{}{}Insert", self.prefix, t.row)),
            required: required.map(|f| f.column.name.clone()).collect(),
            find: t.key_field().map(|f| Find { column: f.column.name.clone(), rust: rust(&f.mapped.rust) }),
            on_conflict: if relation.insertable {
                t.keys.iter().map(|k| k.ident.to_string()).collect()
            } else {
                Vec::new()
            },
            examples: self.examples(t),
        }
    }
}

fn kind(kind: catalog::Kind) -> Kind {
    match kind {
        catalog::Kind::Table => Kind::Table,
        catalog::Kind::ForeignTable => Kind::ForeignTable,
        catalog::Kind::View => Kind::View,
        catalog::Kind::MaterializedView => Kind::MaterializedView,
        catalog::Kind::Rows | catalog::Kind::Unknown => Kind::TableOrView,
    }
}

fn key(k: &KeyPlan<'_>) -> Key {
    Key {
        constraint: k.key.name.clone(),
        columns: k.key.columns.clone(),
        primary: k.key.primary,
        field: k.ident.to_string(),
    }
}

/// What the source says, in words.
fn why_not(relation: &catalog::Relation, what: &str) -> &'static str {
    match (relation.kind, what) {
        (catalog::Kind::MaterializedView, _) => "a materialized view is read-only",
        (catalog::Kind::View, "insert") => {
            "the view takes no inserts: it joins or groups, or shows no table as it is, and has no trigger for them"
        }
        (catalog::Kind::View, _) => {
            "the view is read-only: it joins or groups, or shows no table as it is, and has no trigger for writes"
        }
        (catalog::Kind::ForeignTable, _) => "the other server takes no writes to it",
        _ => "the source shows no way to write it",
    }
}
