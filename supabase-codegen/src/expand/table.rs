//! What a table is called, and where its columns and keys are.

use super::{columns::marker, columns_ident, docs::doc};
use crate::plan::TablePlan;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub(super) fn expand(t: &TablePlan<'_>, schema: &str) -> TokenStream {
    let (row, columns, name) = (&t.row, columns_ident(t), &t.relation.name);
    let db_schema = (schema != "public").then(|| quote!(const SCHEMA: &'static str = #schema;));
    let select = list(t.relation.columns.iter().map(|c| c.name.as_str()));
    let (required, primary_key) = (required(t), primary_key(t));
    let fields = t.fields.iter().chain(&t.computed).map(|f| {
        let (ident, name) = (&f.ident, &f.column.name);
        quote!(#ident: Column::new(#name))
    });
    let relations = t.relations.iter().map(|r| {
        let (ident, name, target) = (&r.ident, &r.name, &r.target);
        quote!(#ident: Rel::new(#name, #target))
    });
    let (keys_struct, keys_type, keys_value) = keys(t);
    let writable = t.relation.writable.then(|| quote!(impl Writable for #row {}));
    let keyed = keyed(t);
    quote! {
        #keys_struct
        impl Table for #row {
            type Columns = #columns;
            type Keys = #keys_type;
            const NAME: &'static str = #name;
            #db_schema
            const SELECT: &'static str = #select;
            #required
            #primary_key
            const COLUMNS: &'static #columns = &#columns { #(#fields,)* #(#relations,)* };
            const KEYS: &'static #keys_type = &#keys_value;
        }
        #writable
        #keyed
    }
}

/// Names in a list of PostgREST: quoted unless they are plain.
fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(quoted).collect::<Vec<_>>().join(",")
}

fn quoted(name: &str) -> String {
    const WORDS: [&str; 8] = ["select", "order", "and", "or", "not", "limit", "offset", "columns"];
    let mut chars = name.chars();
    let plain = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !WORDS.contains(&name);
    if plain {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

fn required(t: &TablePlan<'_>) -> Option<TokenStream> {
    let required = t.fields.iter().map(|f| f.column).filter(|c| t.relation.insertable && c.is_required());
    let names: Vec<&str> = required.map(|c| c.name.as_str()).collect();
    (!names.is_empty()).then(|| quote!(const REQUIRED: &'static [&'static str] = &[#(#names),*];))
}

/// What `stream_all` pages by.
fn primary_key(t: &TablePlan<'_>) -> Option<TokenStream> {
    let key = t.primary_key();
    (!key.is_empty()).then(|| quote!(const PRIMARY_KEY: &'static [&'static str] = &[#(#key),*];))
}

/// The struct of unique keys, its type and its value.
fn keys(t: &TablePlan<'_>) -> (Option<TokenStream>, TokenStream, TokenStream) {
    if t.keys.is_empty() {
        return (None, quote!(NoKeys), quote!(NoKeys));
    }
    let (row, keys) = (&t.row, format_ident!("{}Keys", t.row));
    let docs = doc([Some(format!("Unique keys of `{}`, for `on_conflict`.", t.relation.name))]);
    let fields = t.keys.iter().map(|k| {
        let ident = &k.ident;
        let kind = if k.key.primary { "PRIMARY KEY" } else { "UNIQUE" };
        let docs = doc([Some(format!("`{kind} ({})`", k.key.columns.join(", ")))]);
        quote!(#docs pub #ident: UniqueKey<#row>)
    });
    let values = t.keys.iter().map(|k| {
        let (ident, columns) = (&k.ident, list(k.key.columns.iter().map(String::as_str)));
        quote!(#ident: UniqueKey::new(#columns))
    });
    let value = quote!(#keys { #(#values),* });
    (Some(quote!(#docs pub struct #keys { #(#fields),* })), quote!(#keys), value)
}

fn keyed(t: &TablePlan<'_>) -> Option<TokenStream> {
    let (row, field) = (&t.row, t.key_field()?);
    let (rust, marker, name) = (&field.mapped.rust, marker(field), &field.column.name);
    Some(quote! {
        impl Keyed for #row {
            type Key = #rust;
            type KeySql = #marker;
            const KEY: Column<Self, Self::KeySql> = Column::new(#name);
        }
    })
}
