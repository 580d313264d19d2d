//! The ways from a relation to others, and what PostgREST tells them apart by.

use super::{Cardinality, Through};
use crate::{
    catalog::{ForeignKey, Relation},
    config::Relations,
    plan::Context,
};

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

/// Every way that PostgREST sees.
pub(super) fn ways<'c>(cx: &Context<'c, '_>, from: &'c Relation) -> Vec<Way<'c>> {
    let mut ways: Vec<Way<'c>> = from.foreign_keys.iter().filter_map(|fk| to_one(cx, from, fk)).collect();
    for other in &cx.schema.relations {
        for fk in &other.foreign_keys {
            if points_to(cx, fk, from) {
                ways.push(to_many(other, fk));
            }
        }
    }
    for join in &cx.schema.relations {
        ways.extend(through(cx, from, join));
    }
    ways
}

fn points_to(cx: &Context<'_, '_>, fk: &ForeignKey, relation: &Relation) -> bool {
    fk.to.schema.as_deref() == Some(&cx.schema.name) && fk.to.name == relation.name
}

fn to_one<'c>(cx: &Context<'c, '_>, from: &Relation, fk: &'c ForeignKey) -> Option<Way<'c>> {
    let to = cx.schema.relations.iter().find(|r| points_to(cx, fk, r))?;
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

fn through<'c>(cx: &Context<'c, '_>, from: &Relation, join: &'c Relation) -> Vec<Way<'c>> {
    let mut ways = Vec::new();
    for near in join.foreign_keys.iter().filter(|fk| points_to(cx, fk, from)) {
        for far in join.foreign_keys.iter().filter(|far| joins(cx, join, near, far)) {
            if let Some(to) = cx.schema.relations.iter().find(|r| points_to(cx, far, r)) {
                ways.push(Way {
                    to,
                    cardinality: Cardinality::Many,
                    hints: vec![join.name.clone()],
                    by_column_only: false,
                    through: Through::Join(join),
                });
            }
        }
    }
    ways
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
