//! Rules that look at more than one option: what goes with which derive, and what excludes what.

use crate::{
    ast::{Derive, Field, Input},
    attr::{container::usage, misplaced},
    ctxt::Ctxt,
    symbol::{
        COLUMN, DEFAULT, FLATTEN, GENERATED, KEY, MANY, MAYBE_ONE, OMIT_NONE, ONE, REFERENCES, SELECT, SQL,
        Symbol, UNIQUE, VARIADIC,
    },
};
use proc_macro2::Ident;
use quote::format_ident;
use std::collections::HashMap;
use syn::{Generics, spanned::Spanned};

/// Options that exclude each other.
const CONFLICTS: &[(Symbol, &[Symbol])] = &[
    (FLATTEN, &[COLUMN, SELECT, OMIT_NONE]),
    (SELECT, &[COLUMN, OMIT_NONE]),
    (GENERATED, &[DEFAULT]),
    (VARIADIC, &[DEFAULT]),
    (MANY, &[ONE, MAYBE_ONE, COLUMN, KEY, UNIQUE, GENERATED, DEFAULT, REFERENCES, SQL]),
    (ONE, &[MAYBE_ONE, COLUMN, KEY, UNIQUE, GENERATED, DEFAULT, REFERENCES, SQL]),
    (MAYBE_ONE, &[COLUMN, KEY, UNIQUE, GENERATED, DEFAULT, REFERENCES, SQL]),
];

/// All rules of a derive on a struct with named fields, or on a newtype or JSON type.
pub(crate) fn input(cx: &Ctxt, input: &Input<'_>) {
    container(cx, input);
    for field in &input.fields {
        words_of_field(cx, field, input.derive);
        conflicts(cx, field, input.derive);
        relation(cx, field);
        if input.derive == Derive::Table {
            related(cx, field);
        }
        options(cx, field, input.derive);
    }
    not_empty(cx, input);
    columns_once(cx, input);
    if input.derive == Derive::Table {
        unique_keys(cx, input);
    }
}

fn container(cx: &Ctxt, input: &Input<'_>) {
    let derive = input.derive;
    let takes_table = matches!(derive, Derive::Row | Derive::Insert | Derive::Patch);
    for (word, ident) in &input.attrs.given {
        if derive.container_words().contains(word) {
            continue;
        }
        if takes_table && derive != Derive::DbJson && input.table().is_none() {
            let text = "needs a table type: `#[table(Planet)]`; only `derive(Table)` takes `name = \"..\"`";
            cx.error(ident, format_args!("{derive} {text}"));
            return;
        }
        misplaced(cx, ident, "struct", derive, derive.container_words());
    }
    match (input.table(), derive) {
        (Some(path), Derive::Table) => {
            let rows = "rows of another table are `#[derive(Row)] #[table(Planet)]`";
            cx.error(path, format_args!("{derive} defines a table: {}; {rows}", usage(derive)));
        }
        (Some(path), Derive::DbValue | Derive::DbJson | Derive::Function) => {
            misplaced(cx, path, "struct", derive, derive.container_words());
        }
        (None, _) if takes_table && !input.attrs.unreadable => {
            let text = "(checked against that table), or with `derive(Table)` `#[table(name = \"planets\")]`";
            cx.error(input.ident(), format_args!("{derive} needs a table: add {} {text}", usage(derive)));
        }
        _ => {}
    }
    match derive {
        Derive::Table => table(cx, input),
        Derive::Row => owned(cx, input),
        Derive::Function => function(cx, input),
        _ => {}
    }
}

/// Rows outlive the answer they are read from.
fn owned(cx: &Ctxt, input: &Input<'_>) {
    for lifetime in input.original.generics.lifetimes() {
        let text =
            format_args!("{} reads rows that own what they hold: `String` instead of `&str`", input.derive);
        cx.error(lifetime, text);
    }
}

fn table(cx: &Ctxt, input: &Input<'_>) {
    let named = input.attrs.unreadable || input.attrs.name.is_set();
    if !named && input.table().is_none() {
        cx.error(
            input.ident(),
            format_args!("{} needs the table's name: add {}", Derive::Table, usage(Derive::Table)),
        );
    }
    let Generics { params, .. } = &input.original.generics;
    if !params.is_empty() {
        cx.error(params, "a table has no generics; a generic row of a table is `#[derive(Row)]`");
    }
}

/// It has a name, and gives one thing.
fn function(cx: &Ctxt, input: &Input<'_>) {
    let attrs = &input.attrs;
    if !attrs.unreadable && !attrs.name.is_set() {
        let text = "needs the function's name: add";
        cx.error(input.ident(), format_args!("{} {text} {}", input.derive, usage(input.derive)));
    }
    let given = [attrs.returns.word(), attrs.rows.word(), attrs.void.word()];
    let given: Vec<&Ident> = given.into_iter().flatten().collect();
    match given[..] {
        [_] => {}
        [] if attrs.unreadable => {}
        [] => {
            let text = "what does the function give? add `returns = i32`, `rows = Planet` or `void`";
            cx.error(input.ident(), text);
        }
        [first, second, ..] => cx.error(second, format_args!("`{second}` cannot be used with `{first}`")),
    }
    if let (Some(word), false) = (attrs.sql.word(), attrs.returns.is_set()) {
        cx.error(word, "`sql` is the SQL type of what `returns` says");
    }
    let mut variadic = input.fields.iter().filter_map(|f| f.attrs.variadic.word());
    if let (Some(_), Some(second)) = (variadic.next(), variadic.next()) {
        cx.error(second, "a function has one `variadic` argument at most");
    }
}

fn words_of_field(cx: &Ctxt, field: &Field<'_>, derive: Derive) {
    let accepted = derive.field_words();
    for (word, ident) in &field.attrs.given {
        if !accepted.contains(word) {
            misplaced(cx, ident, "field", derive, accepted);
        }
    }
}

/// Of the words that the derive takes; any other is already reported.
fn conflicts(cx: &Ctxt, field: &Field<'_>, derive: Derive) {
    let given = field.attrs.given.iter().filter(|g| derive.field_words().contains(&g.0));
    let given: Vec<_> = given.collect();
    for (i, (second, ident)) in given.iter().copied().enumerate() {
        let excluded = |first: &Symbol| {
            CONFLICTS.iter().any(|(word, others)| {
                (word == first && others.contains(second)) || (word == second && others.contains(first))
            })
        };
        if let Some((first, _)) = given.iter().copied().take(i).find(|(first, _)| excluded(first)) {
            cx.error(ident, format_args!("`{second}` cannot be used with `{first}`"));
        }
    }
}

fn relation(cx: &Ctxt, field: &Field<'_>) {
    let is_relation = [MANY, ONE, MAYBE_ONE].iter().any(|w| field.attrs.has(*w));
    if let (Some(word), false) = (field.attrs.target.word(), is_relation) {
        cx.error(
            word,
            "`target` belongs to a relation: add `many = City`, `one = City` or `maybe_one = City`",
        );
    }
}

/// A relation is no part of the row, and its field says so.
fn related(cx: &Ctxt, field: &Field<'_>) {
    if field.relation().is_some() && !field.is_related() {
        let text = "the field of a relation is `Related`: it is no part of the row; rows with related rows are `#[derive(Row)]`";
        cx.error(field.ty(), text);
    }
    let is_relation = [MANY, ONE, MAYBE_ONE].iter().any(|w| field.attrs.has(*w));
    if field.is_related() && !is_relation {
        cx.error(
            field.ty(),
            "which relation? add `#[table(many = City)]`, `one = City` or `maybe_one = City`",
        );
    }
}

/// What must be an `Option`, and what cannot be one.
fn options(cx: &Ctxt, field: &Field<'_>, derive: Derive) {
    if let (Some(word), true) = (field.attrs.key.word(), field.is_option()) {
        cx.error(word, "a `key` column is never NULL: its field cannot be an `Option`");
    }
    if let (Derive::Function, Some(word), false) = (derive, field.attrs.default.word(), field.is_option()) {
        cx.error(word, "a `default` argument may be left out: its field is an `Option<..>`");
    }
    if let (Derive::Insert, Some(word), false) = (derive, field.attrs.omit_none.word(), field.is_option()) {
        cx.error(word, "`omit_none` needs an `Option<..>` field");
    }
}

fn not_empty(cx: &Ctxt, input: &Input<'_>) {
    let what = match input.derive {
        Derive::Table => "a table needs a column",
        Derive::Row => "a row needs a field",
        Derive::Patch => "a patch needs a field",
        Derive::Insert | Derive::DbValue | Derive::DbJson | Derive::Function => return,
    };
    let named =
        matches!(&input.original.data, syn::Data::Struct(s) if matches!(s.fields, syn::Fields::Named(_)));
    if named && input.fields.iter().all(|f| f.relation().is_some()) {
        cx.error(input.ident(), format_args!("{what}: nothing would be selected or set"));
    }
}

/// `unique(a, b)` names columns, each once; and no two keys have one name.
fn unique_keys(cx: &Ctxt, input: &Input<'_>) {
    for (_, columns) in &input.attrs.unique {
        for (i, column) in columns.iter().enumerate() {
            if columns.iter().take(i).any(|before| before == column) {
                cx.error(column, format_args!("`{column}` is given twice"));
            } else if input.column_field(column).is_none() {
                not_a_column(cx, input, column);
            }
        }
    }
    let has_primary = input.fields.iter().any(|f| f.attrs.key.is_set());
    let mut seen: Vec<Ident> = has_primary.then(|| format_ident!("pkey")).into_iter().collect();
    for key in input.unique_keys() {
        if seen.contains(&key.name) {
            cx.error(&key.name, format_args!("two unique keys would have the name `{}`", key.name));
        }
        seen.push(key.name);
    }
}

fn not_a_column(cx: &Ctxt, input: &Input<'_>, name: &Ident) {
    if input.fields.iter().any(|f| f.ident == name) {
        cx.error(name, format_args!("`{name}` is a relation; a unique key has columns"));
        return;
    }
    let names = input.fields.iter().filter(|f| f.relation().is_none()).map(Field::key);
    let list: Vec<String> = names.map(|n| format!("`{n}`")).collect();
    cx.error(
        name,
        format_args!("no field `{name}`; the columns of `{}` are {}", input.ident(), list.join(", ")),
    );
}

/// Reading a column twice is fine; defining or setting it twice is not.
fn columns_once(cx: &Ctxt, input: &Input<'_>) {
    if matches!(input.derive, Derive::Row) {
        return;
    }
    let what = if input.derive == Derive::Function { "argument" } else { "column" };
    let mut seen = HashMap::new();
    for field in input.fields.iter().filter(|f| f.relation().is_none()) {
        let column = match input.derive {
            Derive::Table => field.column_name(),
            Derive::Function => field.argument_name(),
            _ => crate::naming::text(&field.column_ident()),
        };
        let named = field.attrs.column.get().or_else(|| field.attrs.argument.get());
        let at = named.map_or_else(|| field.ident.span(), Spanned::span);
        if let Some(first) = seen.insert(column.clone(), field.ident) {
            cx.push(syn::Error::new(
                at,
                format!("the {what} `{column}` already stands at the field `{first}`"),
            ));
        }
    }
}
