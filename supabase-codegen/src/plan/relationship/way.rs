//! The ways from a relation to others, and what PostgREST tells them apart by.

use super::{Cardinality, Through};
use crate::{
    catalog::{ForeignKey, Relation, Schema},
    config::Relations,
    plan::Context,
};
use std::collections::BTreeMap;

/// One way from a relation to another.
pub(super) struct Way<'c> {
    pub(super) to: &'c Relation,
    pub(super) cardinality: Cardinality,
    /// What PostgREST takes for it behind a `!`, the one to prefer first.
    pub(super) hints: Vec<String>,
    /// To one, from a relation to itself: only the column can be named.
    pub(super) by_column_only: bool,
    pub(super) through: Through<'c>,
}

impl Way<'_> {
    pub(super) fn doc(&self) -> String {
        self.through.doc(self.cardinality)
    }

    /// The column here that is its foreign key.
    pub(super) fn column(&self) -> Option<&str> {
        match self.through {
            Through::Here(ForeignKey { columns, .. }) if columns.len() == 1 => {
                columns.first().map(String::as_str)
            }
            _ => None,
        }
    }

    /// Whether PostgREST takes it for what this hint means.
    pub(super) fn answers(&self, hint: &str) -> bool {
        self.hints.iter().any(|h| h == hint)
    }
}

/// Relations and foreign keys of a db schema by where they are looked for: each table looks for its own.
#[derive(Debug)]
pub(crate) struct Ends<'c> {
    relations: BTreeMap<&'c str, &'c Relation>,
    /// by the name of the relation that they point to
    foreign_keys: BTreeMap<&'c str, Vec<(&'c Relation, &'c ForeignKey)>>,
}

impl<'c> Ends<'c> {
    pub(crate) fn new(schema: &'c Schema) -> Self {
        let mut this = Self { relations: BTreeMap::new(), foreign_keys: BTreeMap::new() };
        for relation in &schema.relations {
            this.relations.entry(&relation.name).or_insert(relation);
            for fk in relation.foreign_keys.iter().filter(|fk| fk.to.schema.as_deref() == Some(&schema.name))
            {
                this.foreign_keys.entry(&fk.to.name).or_default().push((relation, fk));
            }
        }
        this
    }

    /// The relation that a foreign key of this db schema points to.
    fn of(&self, cx: &Context<'_, '_>, fk: &ForeignKey) -> Option<&'c Relation> {
        let here = fk.to.schema.as_deref() == Some(&cx.schema.name);
        self.relations.get(fk.to.name.as_str()).copied().filter(|_| here)
    }
}

/// Every way that PostgREST sees.
pub(super) fn ways<'c>(cx: &Context<'c, '_>, from: &'c Relation) -> Vec<Way<'c>> {
    let mut ways: Vec<Way<'c>> = from.foreign_keys.iter().filter_map(|fk| to_one(cx, from, fk)).collect();
    let incoming = cx.ends.foreign_keys.get(from.name.as_str()).map_or(&[][..], Vec::as_slice);
    ways.extend(incoming.iter().map(|(other, fk)| to_many(other, fk)));
    for (join, near) in incoming {
        ways.extend(through(cx, join, near));
    }
    ways.retain(|way| !from.hides(&way.to.name));
    ways
}

fn to_one<'c>(cx: &Context<'c, '_>, from: &Relation, fk: &'c ForeignKey) -> Option<Way<'c>> {
    let to = cx.ends.of(cx, fk)?;
    let nullable = fk.to_view || fk.columns.iter().any(|c| from.column(c).is_none_or(|c| c.nullable));
    let hidden = cx.config.settings.relations() == Relations::Optional;
    Some(Way {
        to,
        cardinality: if nullable || hidden { Cardinality::MaybeOne } else { Cardinality::One },
        hints: hints(fk),
        by_column_only: to.name == from.name,
        through: Through::Here(fk),
    })
}

fn to_many<'c>(other: &'c Relation, fk: &'c ForeignKey) -> Way<'c> {
    Way {
        to: other,
        cardinality: if fk.unique { Cardinality::MaybeOne } else { Cardinality::Many },
        hints: hints(fk),
        by_column_only: false,
        through: Through::There(other, fk),
    }
}

fn through<'c>(cx: &Context<'c, '_>, join: &'c Relation, near: &ForeignKey) -> Vec<Way<'c>> {
    let far = join.foreign_keys.iter().filter(|far| joins(cx, join, near, far));
    let way = |to| Way {
        to,
        cardinality: Cardinality::Many,
        hints: vec![join.name.clone()],
        by_column_only: false,
        through: Through::Join(join),
    };
    far.filter_map(|far| cx.ends.of(cx, far)).map(way).collect()
}

/// A view of a join table is one too; the keys of views are those of their tables.
fn joins(cx: &Context<'_, '_>, join: &Relation, near: &ForeignKey, far: &ForeignKey) -> bool {
    if !join.kind.is_view() {
        return join.joins(near, far);
    }
    let table_joins = |table: &Relation| {
        let same = |fk: &ForeignKey| {
            table.foreign_keys.iter().find(|other| !other.to_view && other.constraint == fk.constraint)
        };
        same(near).zip(same(far)).is_some_and(|(near, far)| table.joins(near, far))
    };
    near.constraint.is_some() && cx.schema.relations.iter().filter(|t| !t.kind.is_view()).any(table_joins)
}

/// A column says most; then the constraint; then the column at the other end.
fn hints(fk: &ForeignKey) -> Vec<String> {
    let single = |columns: &[String]| if let [only] = columns { Some(only.clone()) } else { None };
    let mut hints: Vec<String> = single(&fk.columns).into_iter().chain(fk.constraint.clone()).collect();
    hints.extend(single(&fk.to_columns));
    hints
}
