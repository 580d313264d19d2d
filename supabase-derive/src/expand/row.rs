//! `#[derive(Row)]`: a projection, checked against its table.

use super::{bind_columns, column_of, local};
use crate::{
    ast::{Field, Input},
    paths::Private,
};
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Path, parse_quote};

pub(super) fn expand(input: &Input<'_>, p: &Private) -> TokenStream {
    let Some(table) = input.table() else { return TokenStream::new() };
    let (r, c) = (local("r"), local("c"));
    let reads = input.fields.iter().map(|f| {
        let (ident, value) = (f.ident, read_field(f, p, &r, &c));
        quote!(#ident: #value)
    });
    let columns = bind_columns(p, table, &c, uses_columns(input));
    let body = quote! {
        #columns
        ::core::result::Result::Ok(Self { #(#reads),* })
    };
    let row = row_impls(input, p, &r, &body);
    let selectable = selectable(input, p, table, &c);
    quote!(#row #selectable)
}

/// `Row`, and the one-line `Deserialize`; the generics of the struct are copied.
pub(crate) fn row_impls(input: &Input<'_>, p: &Private, r: &Ident, body: &TokenStream) -> TokenStream {
    let ident = input.ident();
    let generics = &input.original.generics;
    let (of_row, types, bounds) = generics.split_for_impl();
    let mut with_de = generics.clone();
    with_de.params.insert(0, parse_quote!('de));
    let (of_de, _, _) = with_de.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #of_row #p::Row for #ident #types #bounds {
            fn read(#r: &mut #p::RowReader<'_>) -> ::core::result::Result<Self, #p::ReadError> {
                #body
            }
        }
        #[automatically_derived]
        impl #of_de #p::serde::Deserialize<'de> for #ident #types #bounds {
            fn deserialize<__D: #p::serde::Deserializer<'de>>(d: __D) -> ::core::result::Result<Self, __D::Error> {
                #p::deserialize_row(d)
            }
        }
    }
}

fn selectable(input: &Input<'_>, p: &Private, table: &Path, c: &Ident) -> TokenStream {
    let w = local("w");
    let writes = input.fields.iter().map(|f| write_field(f, p, table, &w, c));
    let columns = bind_columns(p, table, c, uses_columns(input));
    let ident = input.ident();
    let (generics, types, bounds) = input.original.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #generics #p::Selectable for #ident #types #bounds {
            type Table = #table;
            fn write_select(#w: &mut #p::SelectWriter) {
                #columns
                #(#writes)*
            }
        }
    }
}

fn uses_columns(input: &Input<'_>) -> bool {
    input.fields.iter().any(|f| !f.attrs.flatten.is_set())
}

/// The span of the type carries "wrong type", the span of the name "no such column".
fn write_field(field: &Field<'_>, p: &Private, table: &Path, w: &Ident, c: &Ident) -> TokenStream {
    let (key, ty) = (field.key(), field.ty());
    if field.attrs.flatten.is_set() {
        return quote_spanned!(field.ty_span()=> <#ty as #p::RowOf<#table>>::write_row(#w););
    }
    let item = item(field, c);
    quote_spanned!(field.ty_span()=> #w.field::<_, #ty, _>(#key, #item);)
}

fn read_field(field: &Field<'_>, p: &Private, r: &Ident, c: &Ident) -> TokenStream {
    let (key, ty) = (field.key(), field.ty());
    if field.attrs.flatten.is_set() {
        return quote_spanned!(field.ty_span()=> <#ty as #p::Row>::read(#r)?);
    }
    let item = item(field, c);
    quote_spanned!(field.ty_span()=> #r.field::<_, #ty, _>(#key, #item)?)
}

/// A column, a relation or any item: its type decides. The closure of `select` becomes a `let`, so that its parameter
/// has a type.
fn item(field: &Field<'_>, c: &Ident) -> TokenStream {
    let Some(closure) = field.attrs.select.get() else { return column_of(field, c) };
    let (pat, body) = (&closure.inputs, &closure.body);
    quote!({ let #pat = #c; #body })
}
