//! Composite types.

use super::{docs::comment, docs::doc, row};
use crate::plan::CompositePlan;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn expand(c: &CompositePlan<'_>) -> TokenStream {
    let ident = &c.ident;
    let docs =
        doc([Some(format!("Composite type `{}`.", c.composite.name)), comment(c.composite.comment.as_ref())]);
    let fields = c.fields.iter().map(row::field);
    let (read, write) = (row::read(ident, &c.fields), row::write(ident, &c.fields));
    let more = &c.derives;
    quote! {
        #docs
        #[derive(Debug, Clone, Default, PartialEq #(, #more)*)]
        pub struct #ident { #(#fields),* }
        #read
        #write
        pg_composite!(#ident);
    }
}
