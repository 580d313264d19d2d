//! Functions.

use super::Context;
use crate::{
    catalog::{Argument, Returns, Routine},
    diagnostic::Diagnostics,
    naming::{Scope, TYPES, field, ident, pascal},
    type_map::Mapped,
};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// A function.
#[derive(Debug)]
pub(crate) struct RoutinePlan<'c> {
    pub(crate) routine: &'c Routine,
    pub(crate) ident: Ident,
    /// The struct of its optional arguments.
    pub(crate) args: Ident,
    pub(crate) arguments: Vec<ArgumentPlan<'c>>,
    pub(crate) output: OutputPlan,
}

/// An argument.
#[derive(Debug)]
pub(crate) struct ArgumentPlan<'c> {
    pub(crate) argument: &'c Argument,
    pub(crate) ident: Ident,
    pub(crate) mapped: Mapped,
}

/// What a call gives.
#[derive(Debug)]
pub(crate) enum OutputPlan {
    /// `Select<T, T>`
    Rows(Ident),
    /// `Call<O, S>`: the value and its marker, if it is not read by serde
    Value(TokenStream, Option<TokenStream>),
}

pub(super) fn plan<'c>(cx: &Context<'c, '_>, diagnostics: &mut Diagnostics) -> Vec<RoutinePlan<'c>> {
    let mut scope = Scope::with(TYPES.iter().copied());
    cx.schema.routines.iter().filter_map(|routine| one(cx, routine, &mut scope, diagnostics)).collect()
}

fn one<'c>(
    cx: &Context<'c, '_>,
    routine: &'c Routine,
    scope: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> Option<RoutinePlan<'c>> {
    let place = format!("{}()", routine.name);
    if routine.arguments.iter().any(|a| a.name.is_empty()) {
        diagnostics.warn(place, "left out: its argument has no name; call it by name");
        return None;
    }
    let wanted = cx.renamed(&place).map_or_else(|| pascal(&routine.name), str::to_owned);
    let taken = scope.take(&[&wanted, &format!("{wanted}Fn")], |n| vec![format!("{n}Args")]);
    if taken.changed {
        let message =
            format!("`{wanted}` is taken, so it is `{}`; `rename` gives it another name", taken.name);
        diagnostics.warn(place, message);
    }
    let names: Vec<&str> = routine.arguments.iter().map(|a| a.name.as_str()).collect();
    let idents = Scope::default().take_all(&names, field);
    let arguments = routine.arguments.iter().zip(idents).map(|(argument, taken)| ArgumentPlan {
        argument,
        ident: ident(&taken.name),
        mapped: cx.types.argument(&argument.pg_type),
    });
    Some(RoutinePlan {
        routine,
        ident: ident(&taken.name),
        args: ident(&format!("{}Args", taken.name)),
        arguments: arguments.collect(),
        output: output(cx, &routine.returns),
    })
}

fn output(cx: &Context<'_, '_>, returns: &Returns) -> OutputPlan {
    match returns {
        Returns::Unknown => OutputPlan::Value(quote!(JsonValue), None),
        Returns::Void => OutputPlan::Value(quote!(()), None),
        Returns::SetOfRows(relation) => {
            cx.row(relation).map_or_else(|| OutputPlan::Value(quote!(JsonValue), None), OutputPlan::Rows)
        }
        Returns::Value(t) => value(cx.types.column(t)),
        Returns::SetOfValues(t) => {
            let Mapped { marker, rust, reads_itself, writes_itself } = cx.types.column(t);
            value(Mapped {
                marker: quote!(PgArray<#marker>),
                rust: quote!(Vec<#rust>),
                reads_itself,
                writes_itself,
            })
        }
    }
}

fn value(mapped: Mapped) -> OutputPlan {
    OutputPlan::Value(mapped.rust, Some(mapped.marker))
}
