//! `#[derive(DbJson)]`: a type stored in `json` and `jsonb` columns, or read from a composite.

use crate::{ast::Input, paths::Private};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Generics, parse_quote_spanned};

pub(super) fn expand(input: &Input<'_>, p: &Private) -> TokenStream {
    let ident = input.ident();
    let p = &p.at(ident.span()); // what serde's derives lack is said at the type's name
    let bounded = with_self(input, p);
    let (generics, types, bounds) = input.original.generics.split_for_impl();
    let (_, _, if_json) = bounded.split_for_impl();
    // columns whose type names this type, and columns that leave it open
    let own = [quote!(#p::PgJsonb<#ident #types>), quote!(#p::PgJson<#ident #types>)];
    let open = [quote!(#p::PgJsonb), quote!(#p::PgJson), quote!(#p::PgAny)];
    let values = own.iter().chain(&open).map(|marker| value(input, p, marker));
    let columns = open.iter().map(|marker| from_column(input, p, marker));
    let jsonb = &own[0];
    quote! {
        #[automatically_derived]
        impl #generics #p::NotNull for #ident #types #bounds {}
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #generics #p::HasSql for #ident #types #if_json {
            type Sql = #jsonb;
        }
        #(#values)*
        #(#columns)*
    }
}

fn value(input: &Input<'_>, p: &Private, marker: &TokenStream) -> TokenStream {
    let ident = input.ident();
    let json = quote_spanned!(ident.span()=> #p::Sink::json(sink, self));
    let bounded = with_self(input, p);
    let (generics, types, bounds) = bounded.split_for_impl();
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #generics #p::Value<#marker> for #ident #types #bounds {
            fn put(&self, sink: &mut dyn #p::Sink) {
                #json
            }
        }
    }
}

/// A column of its own type is read by the blanket impl.
fn from_column(input: &Input<'_>, p: &Private, marker: &TokenStream) -> TokenStream {
    let ident = input.ident();
    let bounded = with_self(input, p);
    let (generics, types, bounds) = bounded.split_for_impl();
    let read = quote_spanned!(ident.span()=> r.json::<Self>());
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #generics #p::FromColumn<#marker> for #ident #types #bounds {
            fn read(r: &mut #p::JsonReader<'_>) -> ::core::result::Result<Self, #p::ReadError> {
                #read
            }
        }
    }
}

/// The type is JSON when serde says so; the same bound everywhere, so that what is missing is said once.
fn with_self(input: &Input<'_>, p: &Private) -> Generics {
    let mut generics = input.original.generics.clone();
    generics.make_where_clause().predicates.push(parse_quote_spanned!(input.ident().span()=> Self: #p::serde::Serialize + #p::serde::de::DeserializeOwned));
    generics
}
