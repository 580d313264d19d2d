//! Composite types.

use super::{Context, FieldPlan};
use crate::{
    catalog::{Column, Composite, PgType, QualifiedName},
    config::Kind,
    diagnostic::Diagnostics,
    naming::{Scope, field, ident},
    type_map::{Mapped, TypeMap},
};
use proc_macro2::{Ident, TokenStream};

/// A composite type.
#[derive(Debug)]
pub(crate) struct CompositePlan<'c> {
    pub(crate) composite: &'c Composite,
    pub(crate) ident: Ident,
    pub(crate) fields: Vec<FieldPlan<'c>>,
    /// Beside those that every composite has.
    pub(crate) derives: Vec<TokenStream>,
}

pub(super) fn plan<'c>(cx: &Context<'c, '_>, diagnostics: &mut Diagnostics) -> Vec<CompositePlan<'c>> {
    cx.names.composites(cx.index).map(|(c, name)| one(cx, c, name, diagnostics)).collect()
}

/// What is derived anyway.
const ALWAYS: &[&str] = &["Debug", "Clone", "Default", "PartialEq"];

/// Postgres has no composite inside of itself; a wrong document may have one, and it would have no size.
fn attribute(cx: &Context<'_, '_>, composite: &Composite, column: &Column) -> Mapped {
    let inside = |name: &QualifiedName| cx.names.composite(name);
    let mut queue: Vec<&QualifiedName> = directly(column).into_iter().collect();
    let mut seen: Vec<&QualifiedName> = Vec::new();
    while let Some(name) = queue.pop() {
        if name.is(&composite.name) {
            return TypeMap::any();
        }
        if !seen.contains(&name) {
            queue.extend(inside(name).into_iter().flat_map(|c| &c.attributes).filter_map(directly));
            seen.push(name);
        }
    }
    cx.types.column(&column.pg_type)
}

/// The type of the database that it is, and not an array of it.
fn directly(column: &Column) -> Option<&QualifiedName> {
    if let PgType::Named(name) = &column.pg_type { Some(name) } else { None }
}

fn one<'c>(
    cx: &Context<'c, '_>,
    composite: &'c Composite,
    name: &str,
    diagnostics: &mut Diagnostics,
) -> CompositePlan<'c> {
    let names: Vec<&str> = composite.attributes.iter().map(|a| a.name.as_str()).collect();
    let taken = Scope::default().take_all(&names, field);
    for (attribute, taken) in names.iter().zip(&taken).filter(|(_, t)| t.changed) {
        let message = format!("another attribute has its name, so its field is `{}`", taken.name);
        diagnostics.warn(format!("{}.{attribute}", composite.name), message);
    }
    let fields = composite.attributes.iter().zip(&taken).map(|(column, taken)| FieldPlan {
        column,
        ident: ident(&taken.name),
        mapped: attribute(cx, composite, column).nullable(),
        foreign_key: None,
        references: None,
    });
    let derives = cx.derives.more(Kind::Composites, composite.name.schema(), &composite.name.name, ALWAYS);
    CompositePlan { composite, ident: ident(name), fields: fields.collect(), derives }
}
