//! Relations between the tables of one db schema, named as PostgREST embeds them.

use super::Context;
use crate::{
    catalog::{ForeignKey, Relation},
    diagnostic::Diagnostics,
    naming::{Scope, field, ident},
};
use proc_macro2::Ident;

/// How many rows an embed gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cardinality {
    One,
    MaybeOne,
    Many,
}

/// Something that can be embedded, beside the foreign-key columns themselves.
#[derive(Debug)]
pub(crate) struct RelationPlan {
    pub(crate) ident: Ident,
    /// The key in a tuple.
    pub(crate) name: String,
    /// The row it leads to.
    pub(crate) row: Ident,
    pub(crate) cardinality: Cardinality,
    /// What PostgREST needs: `users!sender_id`.
    pub(crate) target: String,
    pub(crate) doc: String,
}

/// One way from a relation to another.
struct Way<'c> {
    to: &'c Relation,
    cardinality: Cardinality,
    /// What tells it apart from other ways to the same relation.
    hint: String,
    /// To one, from a relation to itself: only the column can be named.
    by_column_only: bool,
    doc: String,
}

pub(super) fn plan<'c>(
    cx: &Context<'c, '_>,
    from: &'c Relation,
    scope: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> Vec<RelationPlan> {
    let ways = ways(cx, from);
    let mut plans = Vec::new();
    for way in ways.iter().filter(|w| !w.by_column_only) {
        let alone = ways.iter().filter(|w| w.to.name == way.to.name).count() == 1;
        let to = &way.to.name;
        let (wanted, target) = if alone && *to != from.name {
            (field(to), to.clone())
        } else {
            (format!("{}_by_{}", field(to), field(&way.hint)), format!("{to}!{}", way.hint))
        };
        let taken = scope.take(&[&wanted, &format!("{wanted}_rel")], |_| Vec::new());
        if taken.changed {
            let message = format!("a column is called `{wanted}`, so the relation is `{}`", taken.name);
            diagnostics.warn(format!("{}.{to}", from.name), message);
        }
        let Some(row) = cx.row(to) else { continue };
        let (name, cardinality) = (taken.name, way.cardinality);
        plans.push(RelationPlan {
            ident: ident(&name),
            name,
            row,
            cardinality,
            target,
            doc: way.doc.clone(),
        });
    }
    plans
}

fn ways<'c>(cx: &Context<'c, '_>, from: &'c Relation) -> Vec<Way<'c>> {
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

fn to_one<'c>(cx: &Context<'c, '_>, from: &Relation, fk: &ForeignKey) -> Option<Way<'c>> {
    let to = cx.schema.relations.iter().find(|r| points_to(cx, fk, r))?;
    let nullable = fk.columns.iter().any(|c| from.column(c).is_none_or(|c| c.nullable));
    Some(Way {
        to,
        cardinality: if nullable { Cardinality::MaybeOne } else { Cardinality::One },
        hint: hint(fk),
        by_column_only: to.name == from.name,
        doc: format!("to one, through `{}`", fk.columns.join(", ")),
    })
}

fn to_many<'c>(other: &'c Relation, fk: &ForeignKey) -> Way<'c> {
    let through = format!("through `{}.{}`", other.name, fk.columns.join(", "));
    let (cardinality, many) =
        if fk.unique { (Cardinality::MaybeOne, "one or none") } else { (Cardinality::Many, "many") };
    Way {
        to: other,
        cardinality,
        hint: hint(fk),
        by_column_only: false,
        doc: format!("to {many}, {through}"),
    }
}

fn through<'c>(cx: &Context<'c, '_>, from: &Relation, join: &'c Relation) -> Vec<Way<'c>> {
    let mut ways = Vec::new();
    for near in join.foreign_keys.iter().filter(|fk| points_to(cx, fk, from)) {
        for far in join.foreign_keys.iter().filter(|far| join.joins(near, far)) {
            if let Some(to) = cx.schema.relations.iter().find(|r| points_to(cx, far, r)) {
                let doc = format!("to many, through `{}`", join.name);
                let hint = join.name.clone();
                ways.push(Way { to, cardinality: Cardinality::Many, hint, by_column_only: false, doc });
            }
        }
    }
    ways
}

/// The constraint where one column does not say it.
fn hint(fk: &ForeignKey) -> String {
    match (fk.columns.as_slice(), &fk.constraint) {
        ([column], _) => column.clone(),
        (_, Some(constraint)) => constraint.clone(),
        (columns, None) => columns.join("_"),
    }
}
