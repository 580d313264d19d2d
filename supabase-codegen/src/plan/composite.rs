//! Composite types.

use super::{Context, FieldPlan};
use crate::{
    catalog::Composite,
    diagnostic::Diagnostics,
    naming::{Scope, field, ident},
};
use proc_macro2::Ident;

/// A composite type.
#[derive(Debug)]
pub(crate) struct CompositePlan<'c> {
    pub(crate) composite: &'c Composite,
    pub(crate) ident: Ident,
    pub(crate) fields: Vec<FieldPlan<'c>>,
}

pub(super) fn plan<'c>(cx: &Context<'c, '_>, diagnostics: &mut Diagnostics) -> Vec<CompositePlan<'c>> {
    cx.names.composites(cx.index).map(|(c, name)| one(cx, c, name, diagnostics)).collect()
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
        mapped: cx.types.column(&column.pg_type).nullable(),
        foreign_key: None,
        references: None,
    });
    CompositePlan { composite, ident: ident(name), fields: fields.collect() }
}
