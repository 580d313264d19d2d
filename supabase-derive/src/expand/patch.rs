//! `#[derive(Patch)]`: columns that may be left alone.

use super::{bind_columns, column_of, local};
use crate::{ast::Input, paths::Private};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

pub(super) fn expand(input: &Input<'_>, p: &Private) -> TokenStream {
    let Some(table) = input.table() else { return TokenStream::new() };
    let (w, c) = (local("w"), local("c"));
    let puts = input.fields.iter().map(|f| {
        let (ident, ty, column) = (f.ident, f.ty(), column_of(f, &c));
        quote_spanned!(f.ty_span()=> #w.patch::<#ty, _>(#column, &self.#ident);)
    });
    let columns = bind_columns(p, table, &c, !input.fields.is_empty());
    let ident = input.ident();
    let (generics, types, bounds) = input.original.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #generics #p::Assignments<#table> for #ident #types #bounds {
            fn write(&self, #w: &mut #p::ObjWriter) {
                #columns
                #(#puts)*
            }
        }
    }
}
