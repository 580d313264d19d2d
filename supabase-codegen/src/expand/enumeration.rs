//! Enums.

use super::docs::{comment, doc_in_macro};
use crate::plan::EnumPlan;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn expand(e: &EnumPlan<'_>) -> TokenStream {
    let ident = &e.ident;
    let about = format!("Enum `{}`.", e.enumeration.name);
    let docs = doc_in_macro([Some(about), comment(e.enumeration.comment.as_ref())]);
    let variants = e.variants.iter().map(|(label, variant)| {
        let docs = doc_in_macro([Some(format!("`{}`", label.escape_debug().to_string().replace('`', "'")))]);
        quote!(#docs #variant = #label)
    });
    let more = &e.derives;
    let derive = (!more.is_empty()).then(|| quote!(#[derive(#(#more),*)]));
    quote! {
        pg_enum! {
            #docs
            #derive
            pub enum #ident { #(#variants),* }
        }
    }
}
