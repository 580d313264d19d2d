//! What is drawn: boxes with rows, and lines between rows.

use crate::catalog::{Catalog, Column, ForeignKey, Kind, QualifiedName, Relation, Schema};

/// Everything in the picture.
#[derive(Debug)]
pub(super) struct Graph {
    pub(super) tables: Vec<TableBox>,
    pub(super) links: Vec<Link>,
}

/// A table or view.
#[derive(Debug)]
pub(super) struct TableBox {
    /// With its db schema, if there are several.
    pub(super) name: String,
    /// What it is, if it is no plain table.
    pub(super) kind: Option<&'static str>,
    pub(super) comment: Option<String>,
    pub(super) columns: Vec<Row>,
}

/// A column.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) sql: String,
    /// Shown for tables only: every column of a view may be NULL.
    pub(super) nullable: bool,
    pub(super) primary: bool,
    pub(super) foreign: bool,
    pub(super) unique: bool,
    pub(super) comment: Option<String>,
}

/// A foreign key.
#[derive(Debug)]
pub(super) struct Link {
    /// The table that has it, and the first of its columns.
    pub(super) from: (usize, usize),
    /// The table it points to, and the first of the columns there.
    pub(super) to: (usize, usize),
    /// Its columns, or the name of its constraint if they are several.
    pub(super) label: String,
    /// No two rows point to the same one.
    pub(super) unique: bool,
    /// A row may point to none.
    pub(super) nullable: bool,
    /// It is part of the key of its table.
    pub(super) identifying: bool,
}

impl Graph {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let several = catalog.schemas.len() > 1;
        let all: Vec<(&Schema, &Relation)> =
            catalog.schemas.iter().flat_map(|s| s.relations.iter().map(move |r| (s, r))).collect();
        let tables = all.iter().map(|(s, r)| table(several.then_some(s), r)).collect();
        let place = |name: &QualifiedName| {
            all.iter().position(|(s, r)| name.schema.as_deref() == Some(&s.name) && r.name == name.name)
        };
        let mut links = Vec::new();
        for (index, (_, relation)) in all.iter().enumerate().filter(|(_, (_, r))| !r.kind.is_view()) {
            // what a view shows of a key is the key of a table
            for fk in relation.foreign_keys.iter().filter(|fk| !fk.to_view) {
                let to = place(&fk.to).and_then(|to| Some((to, all.get(to)?.1)));
                links.extend(to.and_then(|(to, target)| link((index, relation), (to, target), fk)));
            }
        }
        Self { tables, links }
    }
}

fn table(schema: Option<&&Schema>, r: &Relation) -> TableBox {
    TableBox {
        name: schema.map_or_else(|| r.name.clone(), |s| format!("{}.{}", s.name, r.name)),
        kind: match r.kind {
            Kind::Table | Kind::Unknown | Kind::Rows => None,
            Kind::ForeignTable => Some("foreign table"),
            Kind::View => Some("view"),
            Kind::MaterializedView => Some("materialized view"),
        },
        comment: r.comment.clone(),
        columns: r.columns.iter().map(|c| row(r, c)).collect(),
    }
}

fn row(r: &Relation, c: &Column) -> Row {
    let length = c.max_length.map(|n| format!("({n})")).unwrap_or_default();
    let alone = [c.name.clone()];
    Row {
        name: c.name.clone(),
        sql: format!("{}{length}", c.pg_type),
        nullable: c.nullable && !r.kind.is_view(),
        primary: r.primary_key.contains(&c.name),
        foreign: !r.kind.is_view()
            && r.foreign_keys.iter().any(|fk| !fk.to_view && fk.columns.contains(&c.name)),
        unique: r.unique_keys.iter().any(|k| !k.primary && k.columns == alone),
        comment: c.comment.clone(),
    }
}

fn link(from: (usize, &Relation), to: (usize, &Relation), fk: &ForeignKey) -> Option<Link> {
    let row = |r: &Relation, columns: &[String]| {
        let first = columns.first()?;
        r.columns.iter().position(|c| c.name == *first)
    };
    let label = match (fk.columns.as_slice(), &fk.constraint) {
        ([only], _) => only.clone(),
        (_, Some(constraint)) => constraint.clone(),
        (several, None) => several.join(", "),
    };
    Some(Link {
        from: (from.0, row(from.1, &fk.columns)?),
        // a key that is not shown to this role: the table is still the one
        to: (to.0, row(to.1, &fk.to_columns).unwrap_or_default()),
        label,
        unique: fk.unique,
        nullable: fk.columns.iter().any(|c| from.1.column(c).is_none_or(|c| c.nullable)),
        identifying: fk.columns.iter().all(|c| from.1.primary_key.contains(c)),
    })
}
