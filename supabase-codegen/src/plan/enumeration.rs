//! Enums.

use super::names::Names;
use crate::{
    catalog::Enumeration,
    diagnostic::Diagnostics,
    naming::{Scope, ident, pascal},
};
use proc_macro2::Ident;

/// An enum type.
#[derive(Debug)]
pub(crate) struct EnumPlan<'c> {
    pub(crate) enumeration: &'c Enumeration,
    pub(crate) ident: Ident,
    /// One for each label, in their order.
    pub(crate) variants: Vec<(&'c str, Ident)>,
}

pub(super) fn plan<'c>(names: &Names<'c>, index: usize, diagnostics: &mut Diagnostics) -> Vec<EnumPlan<'c>> {
    names.enums(index).map(|(e, name)| one(e, name, diagnostics)).collect()
}

fn one<'c>(e: &'c Enumeration, name: &str, diagnostics: &mut Diagnostics) -> EnumPlan<'c> {
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
    EnumPlan { enumeration: e, ident: ident(name), variants }
}

fn variant(label: &str) -> String {
    let name = pascal(label);
    if name == "Self" { "Self_".to_owned() } else { name }
}
