//! The keys of a table: `PlanetKeys`, and `Keyed`.

use super::table::{debug, key_fields, marker};
use crate::{
    ast::{Field, Input},
    naming,
    paths::Private,
};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// The associated type and constant of `Table`, and the struct they need.
pub(super) struct Keys {
    pub(super) ty: TokenStream,
    pub(super) def: TokenStream,
    pub(super) value: TokenStream,
}

pub(super) fn keys(input: &Input<'_>, p: &Private) -> Keys {
    let primary: Vec<_> = key_fields(input).collect();
    let mut all = Vec::new();
    if !primary.is_empty() {
        all.push((format_ident!("pkey"), "Primary key", columns(&primary)));
    }
    for key in input.unique_keys() {
        if all.iter().all(|(name, ..)| *name != key.name) {
            all.push((key.name, "Unique", columns(&key.fields))); // a second one is reported
        }
    }
    if all.is_empty() {
        return Keys { ty: quote!(#p::NoKeys), def: TokenStream::new(), value: quote!(#p::NoKeys) };
    }
    let (ident, vis) = (input.ident(), &input.original.vis);
    let keys = format_ident!("{ident}Keys");
    let struct_doc = format!("Unique keys of [`{ident}`], for `on_conflict`.");
    let fields = all.iter().map(|(name, what, list)| {
        let doc = format!("{what}: `{list}`.");
        quote!(#[doc = #doc] #vis #name: #p::UniqueKey<#ident>)
    });
    let debug = debug(&keys);
    let def = quote! {
        #[doc = #struct_doc]
        #[allow(dead_code, non_snake_case)]
        #vis struct #keys { #(#fields),* }
        #debug
    };
    let values = all.iter().map(|(name, _, list)| quote!(#name: #p::UniqueKey::new(#list)));
    Keys { ty: quote!(#keys), def, value: quote!(#keys { #(#values),* }) }
}

/// `id,"first name"`
fn columns(fields: &[&Field<'_>]) -> String {
    let names: Vec<String> = fields.iter().map(|f| naming::wire_name(&f.column_name())).collect();
    names.join(",")
}

/// A primary key of one column.
pub(super) fn keyed(input: &Input<'_>, p: &Private) -> Option<TokenStream> {
    let mut fields = key_fields(input);
    let (field, None) = (fields.next()?, fields.next()) else { return None };
    if field.is_option() {
        return None; // already reported
    }
    let (ident, ty, marker, column) = (input.ident(), field.ty(), marker(field, p), field.column_name());
    Some(quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #p::Keyed for #ident {
            type Key = #ty;
            type KeySql = #marker;
            const KEY: #p::Column<Self, Self::KeySql> = #p::Column::new(#column);
        }
    })
}
