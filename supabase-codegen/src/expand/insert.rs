//! The insert struct: what an insert must have.

use super::{columns::marker, columns_ident, docs::comment, docs::doc, letter, row::definition};
use crate::plan::{FieldPlan, TablePlan};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub(super) fn expand(t: &TablePlan<'_>) -> TokenStream {
    let (row, insert, columns) = (&t.row, format_ident!("{}Insert", t.row), columns_ident(t));
    let required: Vec<&FieldPlan<'_>> = t.fields.iter().filter(|f| f.column.is_required()).collect();
    let fields = required.iter().map(|f| {
        let (ident, ty) = (&f.ident, &f.mapped.rust);
        let docs = doc([Some(definition(f)), comment(f.column.comment.as_ref())]);
        quote!(#docs pub #ident: #ty)
    });
    let cells = required.iter().map(|f| cell(t, f));
    let default = required.is_empty().then(|| quote!(, Default));
    let w = if required.is_empty() { quote!(_) } else { quote!(w) };
    let (docs, more) = (doc([Some(about(t))]), &t.insert_derives);
    quote! {
        #docs
        #[derive(Debug, Clone #default #(, #more)*)]
        pub struct #insert { #(#fields),* }
        #[diagnostic::do_not_recommend]
        impl Insertable<#row> for #insert {
            #[inline]
            fn write(&self, #w: &mut ObjWriter) {
                #(#cells)*
            }
        }
        impl #insert {
            /// Sets other columns.
            #[inline]
            pub fn with<A: Assignments<#row>>(self, f: impl FnOnce(&'static #columns) -> A) -> With<Self, A> {
                With(self, f(#row::COLUMNS))
            }
        }
    }
}

fn about(t: &TablePlan<'_>) -> String {
    let l = letter(t);
    let other = t.fields.iter().find(|f| !f.column.is_required());
    let other =
        other.map(|f| format!(" Other columns: `.with(|{l}| {l}.{}.set(..))`.", f.ident)).unwrap_or_default();
    format!("What an insert into `{}` must have.{other}", t.relation.name)
}

/// A value whose `Serialize` is its form on the wire, or one in the form of its column.
fn cell(t: &TablePlan<'_>, f: &FieldPlan<'_>) -> TokenStream {
    let (row, ident, name) = (&t.row, &f.ident, &f.column.name);
    if f.mapped.writes_itself {
        return quote!(w.json(#name, &self.#ident););
    }
    let marker = marker(f);
    quote!(w.put(Column::<#row, #marker>::new(#name), &self.#ident);)
}
