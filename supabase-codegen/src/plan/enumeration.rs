//! Enums.

use super::Context;
use crate::{
    catalog::Enumeration,
    config::Kind,
    diagnostic::Diagnostics,
    naming::{Scope, ident, pascal},
};
use proc_macro2::{Ident, TokenStream};

/// An enum type.
#[derive(Debug)]
pub(crate) struct EnumPlan<'c> {
    pub(crate) enumeration: &'c Enumeration,
    pub(crate) ident: Ident,
    /// One for each label, in their order.
    pub(crate) variants: Vec<(&'c str, Ident)>,
    /// Beside those that every enum has.
    pub(crate) derives: Vec<TokenStream>,
}

pub(super) fn plan<'c>(cx: &Context<'c, '_>, diagnostics: &mut Diagnostics) -> Vec<EnumPlan<'c>> {
    cx.names.enums(cx.index).map(|(e, name)| one(cx, e, name, diagnostics)).collect()
}

/// What `pg_enum!` derives.
const ALWAYS: &[&str] = &["Debug", "Clone", "PartialEq", "Eq", "Hash"];

fn one<'c>(
    cx: &Context<'c, '_>,
    e: &'c Enumeration,
    name: &str,
    diagnostics: &mut Diagnostics,
) -> EnumPlan<'c> {
    let mut labels: Vec<&str> = Vec::new();
    for label in &e.labels {
        if !labels.contains(&label.as_str()) {
            labels.push(label); // Postgres has none twice; a wrong document may
        }
    }
    // `Unknown` holds labels that the database got later
    let taken = Scope::with(["Unknown", "ALL"]).take_all(&labels, variant);
    for (label, taken) in labels.iter().zip(&taken).filter(|(_, t)| t.changed) {
        let message =
            format!("another label has its name, so the variant of \"{label}\" is `{}`", taken.name);
        diagnostics.warn(e.name.to_string(), message);
    }
    let variants = labels.into_iter().zip(taken.iter().map(|t| ident(&t.name))).collect();
    let derives = cx.derives.more(Kind::Enums, e.name.schema(), &e.name.name, ALWAYS);
    EnumPlan { enumeration: e, ident: ident(name), variants, derives }
}

fn variant(label: &str) -> String {
    let name = pascal(label);
    if name == "Self" { "Self_".to_owned() } else { name }
}
