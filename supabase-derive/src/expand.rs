//! The order of passes, and what the expansions share.

mod db_json;
mod db_value;
mod function;
mod insert;
mod keys;
mod patch;
mod row;
mod table;

use crate::{
    ast::{Derive, Field, Input},
    check,
    ctxt::Ctxt,
    fallback,
    paths::Private,
};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{DeriveInput, Path, spanned::Spanned};

pub(crate) use {function::function_impl, row::row_impls, table::table_impls};

/// Parse, check, expand; on errors the least that keeps the user's other code quiet.
pub(crate) fn derive(derive: Derive, input: TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(input) {
        Ok(original) => derive_input(derive, &original),
        Err(e) => e.into_compile_error(),
    }
}

fn derive_input(derive: Derive, original: &DeriveInput) -> TokenStream {
    let cx = Ctxt::new();
    let input = Input::from_syn(&cx, original, derive);
    check::input(&cx, &input);
    let p = Private::new(input.attrs.krate.get());
    let expansion = match derive {
        Derive::Table => table::expand(&input, &p),
        Derive::Row => row::expand(&input, &p),
        Derive::Insert => insert::expand(&input, &p),
        Derive::Patch => patch::expand(&input, &p),
        Derive::DbValue => db_value::expand(&cx, &input, &p),
        Derive::DbJson => db_json::expand(&input, &p),
        Derive::Function => function::expand(&input, &p),
    };
    match cx.check() {
        Ok(()) => expansion,
        Err(e) => {
            let errors = e.into_compile_error();
            let rest = fallback::expand(&input, &p);
            quote!(#errors #rest)
        }
    }
}

/// A variable of the expansion, which no token of the user can see or mean.
pub(crate) fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// `let c = <Planet as Table>::COLUMNS;`, if anything needs it.
///
/// It is the same wherever columns are named: rustc prints two identical messages about a misspelt column once.
fn bind_columns(p: &Private, table: &Path, c: &Ident, used: bool) -> Option<TokenStream> {
    used.then(|| quote!(let #c = <#table as #p::Table>::COLUMNS;))
}

/// The column of a field: `c.name`, under the user's token.
fn column_of(field: &Field<'_>, c: &Ident) -> TokenStream {
    let ident = field.column_ident();
    quote!(#c.#ident)
}

/// `Planet: Writable`, checked at the type and nowhere else.
fn must_be(p: &Private, bound: &TokenStream, ty: &(impl ToTokens + Spanned)) -> TokenStream {
    let p = p.at(ty.span());
    quote_spanned! { ty.span()=>
        const _: fn() = || {
            fn must_be<T: #p::#bound>() {}
            must_be::<#ty>();
        };
    }
}
