//! Relations between the tables of one db schema, named as PostgREST embeds them.

mod through;
mod way;

pub(crate) use through::Through;

use super::Context;
use crate::{
    catalog::{QualifiedName, Relation},
    config::Relations,
    diagnostic::Diagnostics,
    naming::{Scope, field, ident},
};
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
pub(super) use way::Ends;
use way::Way;

/// How many rows an embed gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cardinality {
    One,
    MaybeOne,
    Many,
}

/// Something that can be embedded, beside the foreign-key columns themselves.
#[derive(Debug)]
pub(crate) struct RelationPlan<'c> {
    pub(crate) ident: Ident,
    /// The key in a tuple.
    pub(crate) name: String,
    /// The relation it leads to.
    pub(crate) to: QualifiedName,
    /// Its row.
    pub(crate) row: TokenStream,
    pub(crate) cardinality: Cardinality,
    /// What PostgREST needs: `users!sender_id`.
    pub(crate) target: String,
    pub(crate) through: Through<'c>,
    /// Its comment in the database.
    pub(crate) comment: Option<String>,
}

pub(super) fn plan<'c>(
    cx: &Context<'c, '_>,
    from: &'c Relation,
    scope: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> Vec<RelationPlan<'c>> {
    let mut plans = computed(cx, from, scope, diagnostics);
    let ways = way::ways(cx, from);
    for way in ways.iter().filter(|w| !w.by_column_only || by_name(cx, from, w)) {
        let to = &way.to.name;
        let Some(row) = cx.row(to) else { continue };
        let Some((wanted, target)) = names(from, way, &ways) else {
            let message =
                format!("no relation to `{to}`, {}: PostgREST cannot tell it from another", way.doc());
            diagnostics.warn(&from.name, message);
            continue;
        };
        let name = taken(&wanted, from, to, scope, diagnostics);
        plans.push(RelationPlan {
            ident: ident(&name),
            name,
            to: QualifiedName { schema: Some(cx.schema.name.clone()), name: to.clone() },
            row: row.into_token_stream(),
            cardinality: way.cardinality,
            target,
            through: way.through,
            comment: None,
        });
    }
    plans
}

/// Its column says nothing of a row, where policies may hide that.
fn by_name(cx: &Context<'_, '_>, from: &Relation, way: &Way<'_>) -> bool {
    let column = way.column().and_then(|c| from.column(c));
    cx.config.settings.relations() == Relations::Optional && column.is_some_and(|c| !c.nullable)
}

/// The name of the field and the target of `select=`: as short as PostgREST can still tell it from others.
fn names(from: &Relation, way: &Way<'_>, ways: &[Way<'_>]) -> Option<(String, String)> {
    let to = &way.to.name;
    if let Some(column) = way.column().filter(|_| way.by_column_only) {
        return Some((format!("{}_rel", field(column)), column.to_owned()));
    }
    let others = || ways.iter().filter(|w| w.to.name == *to && !w.by_column_only);
    if others().count() == 1 && *to != from.name {
        return Some((field(to), to.clone()));
    }
    let alone = |hint: &&String| others().filter(|w| w.answers(hint)).count() == 1;
    let hint = way.hints.iter().find(alone)?;
    Some((format!("{}_by_{}", field(to), field(hint)), format!("{to}!{hint}")))
}

/// Functions of one row that give rows.
fn computed<'c>(
    cx: &Context<'c, '_>,
    from: &'c Relation,
    scope: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> Vec<RelationPlan<'c>> {
    let mut plans: Vec<RelationPlan<'c>> = Vec::new();
    for c in &from.computed_relations {
        let overloaded = plans.iter().any(|p| p.target == c.name);
        let Some(row) = cx.row_path(&c.to).filter(|_| !overloaded) else { continue };
        let name = taken(&field(&c.name), from, &c.name, scope, diagnostics);
        plans.push(RelationPlan {
            ident: ident(&name),
            name,
            to: c.to.clone(),
            row,
            cardinality: if c.single { Cardinality::MaybeOne } else { Cardinality::Many },
            target: c.name.clone(),
            through: Through::Function(&c.name),
            comment: c.comment.clone(),
        });
    }
    plans
}

fn taken(
    wanted: &str,
    from: &Relation,
    to: &str,
    scope: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> String {
    let taken = scope.take(&[wanted, &format!("{wanted}_rel")], |_| Vec::new());
    if taken.changed {
        let message = format!("a column is called `{wanted}`, so the relation is `{}`", taken.name);
        diagnostics.warn(format!("{}.{to}", from.name), message);
    }
    taken.name
}
