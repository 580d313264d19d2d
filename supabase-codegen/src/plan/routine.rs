//! Functions.

use super::{Context, TablePlan};
use crate::{
    catalog::{Argument, PgType, Returns, Routine},
    diagnostic::Diagnostics,
    naming::{Scope, TYPES, field, ident, pascal},
    type_map::Mapped,
};
use postgres_types::Type;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

/// A function.
#[derive(Debug)]
pub(crate) struct RoutinePlan<'c> {
    pub(crate) routine: &'c Routine,
    pub(crate) ident: Ident,
    /// The struct of its optional arguments.
    pub(crate) args: Ident,
    pub(crate) arguments: Vec<ArgumentPlan<'c>>,
    /// Its argument is the body.
    pub(crate) payload: Option<PayloadPlan>,
    pub(crate) output: OutputPlan,
    /// The rows of its own that it returns.
    pub(crate) rows: Option<TablePlan<'c>>,
}

/// An argument.
#[derive(Debug)]
pub(crate) struct ArgumentPlan<'c> {
    pub(crate) argument: &'c Argument,
    pub(crate) ident: Ident,
    pub(crate) mapped: Mapped,
}

/// What an argument without a name is: the body of the request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum PayloadPlan {
    Json,
    Bytes,
    Text,
}

/// PostgREST passes the body as the only argument, if that has no name and one of these types.
fn payload(routine: &Routine) -> Option<PayloadPlan> {
    let [only] = routine.arguments.as_slice() else { return None };
    if !only.name.is_empty() {
        return None;
    }
    match &only.pg_type {
        t if t.is_json() => Some(PayloadPlan::Json),
        PgType::Builtin(t) if *t == Type::BYTEA => Some(PayloadPlan::Bytes),
        PgType::Builtin(t) if *t == Type::TEXT => Some(PayloadPlan::Text),
        _ => None,
    }
}

/// What a call gives.
#[derive(Debug)]
pub(crate) enum OutputPlan {
    /// `Select<T, T>`
    Rows(TokenStream),
    /// `Call<O, S>`: the value and its marker, if it is not read by serde
    Value(TokenStream, Option<TokenStream>),
}

pub(super) fn plan<'c>(cx: &Context<'c, '_>, diagnostics: &mut Diagnostics) -> Vec<RoutinePlan<'c>> {
    let mut scope = Scope::with(TYPES.iter().copied());
    let mut plans: Vec<RoutinePlan<'c>> = Vec::new();
    for routine in &cx.schema.routines {
        let place = routine.place();
        if routine.arguments.iter().any(|a| a.name.is_empty()) && payload(routine).is_none() {
            diagnostics.warn(place, "left out: its argument has no name, and is no json, bytea or text");
            continue;
        }
        let overload = plans.iter().any(|p| p.routine.name == routine.name);
        let name = name(cx, routine, overload, &mut scope, diagnostics);
        ambiguous(cx, routine, &name, diagnostics);
        plans.push(one(cx, routine, &name, diagnostics));
    }
    plans
}

/// The names that come with a function's.
fn family(name: &str) -> Vec<String> {
    ["Args", "Row", "RowColumns"].iter().map(|suffix| format!("{name}{suffix}")).collect()
}

fn name(
    cx: &Context<'_, '_>,
    routine: &Routine,
    overload: bool,
    scope: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> String {
    let place = routine.place();
    let renamed = cx.renamed(&place).map(str::to_owned);
    let wanted = renamed.unwrap_or_else(|| pascal(&routine.name));
    if overload {
        let name = scope.take(&[&wanted], family).name;
        let message = format!("has overloads: the one of ({}) is `{name}`", argument_names(routine));
        diagnostics.warn(place, message);
        return name;
    }
    let taken = scope.take(&[&wanted, &format!("{wanted}Fn")], family);
    if taken.changed {
        let message =
            format!("`{wanted}` is taken, so it is `{}`; `rename` gives it another name", taken.name);
        diagnostics.warn(place, message);
    }
    taken.name
}

fn argument_names(routine: &Routine) -> String {
    routine.arguments.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// PostgREST refuses a call that two overloads could take (PGRST203).
fn ambiguous(cx: &Context<'_, '_>, routine: &Routine, name: &str, diagnostics: &mut Diagnostics) {
    let others = cx.schema.routines.iter().filter(|o| o.name == routine.name && !std::ptr::eq(*o, routine));
    for other in others.filter(|o| o.answers_for(routine)) {
        let message = format!(
            "PostgREST refuses a call of `{name}` as ambiguous where the overload of ({}) could take it too: it chooses by \
             the names of the arguments alone",
            argument_names(other)
        );
        diagnostics.warn(routine.place(), message);
    }
}

fn one<'c>(
    cx: &Context<'c, '_>,
    routine: &'c Routine,
    name: &str,
    diagnostics: &mut Diagnostics,
) -> RoutinePlan<'c> {
    let name_of = |a: &'c Argument| if a.name.is_empty() { "value" } else { &a.name };
    let names: Vec<&str> = routine.arguments.iter().map(name_of).collect();
    let idents = Scope::default().take_all(&names, field);
    let arguments = routine.arguments.iter().zip(idents).map(|(argument, taken)| ArgumentPlan {
        argument,
        ident: ident(&taken.name),
        mapped: cx.types.argument(&argument.pg_type),
    });
    let rows = match &routine.returns {
        Returns::Columns(rows) | Returns::SetOfColumns(rows) => Some(rows),
        _ => None,
    };
    let row = ident(&format!("{name}Row"));
    RoutinePlan {
        routine,
        ident: ident(name),
        args: ident(&format!("{name}Args")),
        arguments: arguments.collect(),
        payload: payload(routine),
        output: output(cx, &routine.returns, &row),
        rows: rows.map(|rows| cx.table_of(rows, row, diagnostics)),
    }
}

fn output(cx: &Context<'_, '_>, returns: &Returns, row: &Ident) -> OutputPlan {
    let json = || OutputPlan::Value(quote!(JsonValue), None);
    match returns {
        Returns::Unknown => json(),
        Returns::Void => OutputPlan::Value(quote!(()), None),
        Returns::SetOfRows(relation) => cx.row_path(relation).map_or_else(json, OutputPlan::Rows),
        Returns::Row(relation) => cx.row_path(relation).map_or_else(json, |row| OutputPlan::Value(row, None)),
        Returns::SetOfColumns(_) => OutputPlan::Rows(row.to_token_stream()),
        Returns::Columns(_) => OutputPlan::Value(row.to_token_stream(), None),
        Returns::Value(t) => value(cx.types.column(t)),
        Returns::SetOfValues(t) => {
            let of = cx.types.column(t);
            let (marker, rust) = (&of.marker, &of.rust);
            value(Mapped { marker: quote!(PgArray<#marker>), rust: quote!(Vec<#rust>), ..of })
        }
    }
}

fn value(mapped: Mapped) -> OutputPlan {
    OutputPlan::Value(mapped.rust, Some(mapped.marker))
}
