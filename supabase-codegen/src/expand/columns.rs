//! The columns struct: one field for each column and relation.

use super::{columns_ident, docs::comment, docs::doc, letter, row::definition};
use crate::plan::{Cardinality, FieldPlan, RelationPlan, TablePlan};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn expand(t: &TablePlan<'_>) -> TokenStream {
    let (row, columns) = (&t.row, columns_ident(t));
    let l = letter(t);
    let example = t.fields.first().map_or_else(|| l.clone(), |f| format!("{l}.{}", f.ident));
    let about = format!("Columns and relations of `{}`: the `{l}` of `|{l}| {example}`.", t.relation.name);
    let docs = doc([Some(about)]);
    let fields = t.fields.iter().map(|f| {
        let (ident, marker) = (&f.ident, marker(f));
        let docs = doc([Some(definition(f)), comment(f.column.comment.as_ref())]);
        quote!(#docs pub #ident: Column<#row, #marker>)
    });
    let computed = t.computed.iter().map(|f| {
        let (ident, marker) = (&f.ident, marker(f));
        let about = format!(
            "`{} {}`, computed: no part of the row, read it by name",
            f.column.name, f.column.pg_type
        );
        let docs = doc([Some(about), comment(f.column.comment.as_ref())]);
        quote!(#docs pub #ident: Column<#row, #marker>)
    });
    let relations = t.relations.iter().map(|r| relation(row, r));
    quote! {
        #docs
        pub struct #columns { #(#fields,)* #(#computed,)* #(#relations,)* }
    }
}

/// The marker with everything around it.
pub(super) fn marker(f: &FieldPlan<'_>) -> TokenStream {
    let marker = &f.mapped.marker;
    match &f.references {
        Some(to) => quote!(Fk<#to, #marker>),
        None if f.column.is_read_only() => quote!(Generated<#marker>),
        None => marker.clone(),
    }
}

fn relation(row: &proc_macro2::Ident, r: &RelationPlan<'_>) -> TokenStream {
    let (ident, to) = (&r.ident, &r.row);
    let cardinality = match r.cardinality {
        Cardinality::One => quote!(One),
        Cardinality::MaybeOne => quote!(MaybeOne),
        Cardinality::Many => quote!(Many),
    };
    let docs = doc([Some(r.through.doc(r.cardinality)), comment(r.comment.as_ref())]);
    quote!(#docs pub #ident: Rel<#row, #to, #cardinality>)
}
