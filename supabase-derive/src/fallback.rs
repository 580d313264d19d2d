//! What a derive emits beside its errors: impls that are as small as they can be, so that the user sees the error and not
//! twenty about missing traits.

use crate::{
    ast::{Derive, Input},
    expand::{function_impl, row_impls, table_impls},
    paths::Private,
};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

pub(crate) fn expand(input: &Input<'_>, p: &Private) -> TokenStream {
    let (impls, named) = (impls(input, p), names_table(input));
    quote!(#impls #named)
}

/// Or the import of the table would be unused, too.
fn names_table(input: &Input<'_>) -> Option<TokenStream> {
    let table = input.table()?;
    Some(quote!(const _: ::core::marker::PhantomData<#table> = ::core::marker::PhantomData;))
}

fn impls(input: &Input<'_>, p: &Private) -> TokenStream {
    match input.derive {
        Derive::Table => table(input, p),
        Derive::Row => row(input, p),
        Derive::Insert => insert(input, p),
        Derive::Patch => patch(input, p),
        Derive::DbValue | Derive::DbJson => value(input, p),
        Derive::Function => function_impl(input, p, &quote!(_), &TokenStream::new()),
    }
}

fn unread_row(input: &Input<'_>, p: &Private) -> TokenStream {
    let body = quote!(::core::result::Result::Err(#p::ReadError::new("the derive of this row failed")));
    row_impls(input, p, &Ident::new("_", Span::call_site()), &body)
}

/// The columns as far as they are known: queries keep their types.
fn table(input: &Input<'_>, p: &Private) -> TokenStream {
    if !input.original.generics.params.is_empty() {
        return TokenStream::new();
    }
    let (row, table) = (unread_row(input, p), table_impls(input, p));
    quote!(#row #table)
}

fn row(input: &Input<'_>, p: &Private) -> TokenStream {
    let row = unread_row(input, p);
    let ident = input.ident();
    let (generics, types, bounds) = input.original.generics.split_for_impl();
    let lifetimes = input.original.generics.lifetimes().next().is_some();
    if lifetimes {
        return TokenStream::new(); // reported, and nothing that a query reads
    }
    if input.table().is_none() && input.original.generics.params.is_empty() {
        let table = unknown_table(input, p);
        return quote!(#row #table);
    }
    let selectable = input.table().map(|table| {
        quote! {
            #[automatically_derived]
            impl #generics #p::Selectable for #ident #types #bounds {
                type Table = #table;
                fn write_select(_: &mut #p::SelectWriter) {}
            }
        }
    });
    quote!(#row #selectable)
}

/// A row whose table is not known is its own table, without columns: `select()` finds what it needs.
fn unknown_table(input: &Input<'_>, p: &Private) -> TokenStream {
    let ident = input.ident();
    quote! {
        #[automatically_derived]
        impl #p::Table for #ident {
            type Columns = ();
            type Keys = ();
            const COLUMNS: &'static () = &();
            const KEYS: &'static () = &();
            const NAME: &'static str = "";
            const SELECT: &'static str = "";
        }
    }
}

/// Into the table that is named, else into any.
fn insert(input: &Input<'_>, p: &Private) -> TokenStream {
    body_of(input, &quote!(#p::Insertable), p)
}

fn patch(input: &Input<'_>, p: &Private) -> TokenStream {
    body_of(input, &quote!(#p::Assignments), p)
}

fn body_of(input: &Input<'_>, of: &TokenStream, p: &Private) -> TokenStream {
    let ident = input.ident();
    let (_, types, bounds) = input.original.generics.split_for_impl();
    let mut generics = input.original.generics.clone();
    let table = input.table().map_or_else(
        || {
            generics.params.push(syn::parse_quote!(__T));
            quote!(__T)
        },
        |table| quote!(#table),
    );
    let (generics, _, _) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #generics #of<#table> for #ident #types #bounds {
            fn write(&self, _: &mut #p::ObjWriter) {}
        }
    }
}

/// A value of any column.
fn value(input: &Input<'_>, p: &Private) -> TokenStream {
    let ident = input.ident();
    let (of_type, types, bounds) = input.original.generics.split_for_impl();
    let mut generics = input.original.generics.clone();
    generics.params.push(syn::parse_quote!(__B));
    let (of_value, _, _) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #of_type #p::NotNull for #ident #types #bounds {}
        #[automatically_derived]
        impl #of_type #p::HasSql for #ident #types #bounds {
            type Sql = #p::PgAny;
        }
        #[automatically_derived]
        impl #of_value #p::Value<__B> for #ident #types #bounds {
            fn put(&self, _: &mut dyn #p::Sink) {}
        }
        #[automatically_derived]
        impl #of_type #p::FromColumn<#p::PgAny> for #ident #types #bounds {
            fn read(_: &mut #p::JsonReader<'_>) -> ::core::result::Result<Self, #p::ReadError> {
                ::core::result::Result::Err(#p::ReadError::new("the derive of this type failed"))
            }
        }
    }
}
