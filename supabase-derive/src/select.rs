//! `select!`: two grammars, one tree. The string form is turned into tokens, so one parser serves both.

mod expand;
mod items;
mod parse;
mod text;

use crate::{ctxt::Ctxt, paths::Private};
use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

/// A closure for `columns(..)` and `returning(..)`, or the errors as one expression.
pub(crate) fn select(input: TokenStream) -> TokenStream {
    let cx = Ctxt::new();
    let list = match syn::parse2::<LitStr>(input.clone()) {
        Ok(text) => text::parse(&cx, &text),
        Err(_) => parse::list(&cx, input),
    };
    let expansion = expand::closure(&cx, &list, &Private::new(None));
    match cx.check() {
        Ok(()) => expansion,
        Err(errors) => {
            let errors = errors.into_iter().map(syn::Error::into_compile_error);
            quote!({ #(#errors);* })
        }
    }
}
