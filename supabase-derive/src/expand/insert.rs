//! `#[derive(Insert)]`: a payload that has every required column.

use super::{bind_columns, column_of, local, must_be};
use crate::{
    ast::{Field, Input},
    paths::Private,
};
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

pub(super) fn expand(input: &Input<'_>, p: &Private) -> TokenStream {
    let Some(table) = input.table() else { return TokenStream::new() };
    let writable = must_be(p, &quote!(Writable), table);
    let (check, insertable) = (check(input, p, table), insertable(input, p, table));
    let with = with(input, p, table);
    quote!(#writable #check #insertable #with)
}

/// At compile time, on the name of the struct: the columns that must be there are there.
fn check(input: &Input<'_>, p: &Private, table: &Path) -> TokenStream {
    let c = local("c");
    let given: Vec<_> = input.fields.iter().filter(|f| !f.attrs.omit_none.is_set()).collect();
    let columns = bind_columns(p, table, &c, !given.is_empty());
    let given = given.into_iter().map(|f| column_of(f, &c));
    let p = p.at(input.ident().span());
    quote_spanned! { input.ident().span()=>
        const _: () = {
            #columns
            #p::check_required(<#table as #p::Table>::REQUIRED, &[#(#given.sql_name()),*])
        };
    }
}

fn insertable(input: &Input<'_>, p: &Private, table: &Path) -> TokenStream {
    let (w, c) = (local("w"), local("c"));
    let puts = input.fields.iter().map(|f| put(f, &w, &c));
    let columns = bind_columns(p, table, &c, !input.fields.is_empty());
    let ident = input.ident();
    let (generics, types, bounds) = input.original.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #generics #p::Insertable<#table> for #ident #types #bounds {
            fn write(&self, #w: &mut #p::ObjWriter) {
                #columns
                #(#puts)*
            }
        }
    }
}

fn put(field: &Field<'_>, w: &Ident, c: &Ident) -> TokenStream {
    let (ident, ty, column) = (field.ident, field.ty(), column_of(field, c));
    if field.attrs.omit_none.is_set() {
        let v = local("v");
        return quote_spanned! { field.ty_span()=>
            if let ::core::option::Option::Some(#v) = &self.#ident {
                #w.put(#column, #v);
            }
        };
    }
    quote_spanned!(field.ty_span()=> #w.put::<#ty, _>(#column, &self.#ident);)
}

fn with(input: &Input<'_>, p: &Private, table: &Path) -> TokenStream {
    let (ident, vis) = (input.ident(), &input.original.vis);
    let (generics, types, bounds) = input.original.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #generics #ident #types #bounds {
            /// Sets further columns: `.with(|t| t.note.set("x"))`.
            #[allow(dead_code)]
            #[must_use = "an insert does nothing until it is sent"]
            #vis fn with<__A: #p::Assignments<#table>>(
                self,
                assign: impl ::core::ops::FnOnce(&'static <#table as #p::Table>::Columns) -> __A,
            ) -> #p::With<Self, __A> {
                #p::With(self, assign(<#table as #p::Table>::COLUMNS))
            }
        }
    }
}
