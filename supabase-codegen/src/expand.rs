//! From the plan to tokens: structs, tables of names, one-line impls. No decisions, no logic.

mod columns;
mod composite;
mod docs;
mod enumeration;
mod insert;
mod parts;
mod routine;
mod row;
mod table;

use crate::plan::{ModulePlan, Plan, TablePlan};
use docs::doc;
pub(crate) use parts::expand as expand_parts;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// The items of the file, and of the files beside it.
pub(crate) struct Files {
    pub(crate) root: TokenStream,
    pub(crate) parts: Vec<Part>,
}

/// A file beside the one that is named.
pub(crate) struct Part {
    /// From the folder of that file: `schema/planets.rs`.
    pub(crate) path: String,
    pub(crate) items: TokenStream,
}

/// One file.
pub(crate) fn expand(plan: &Plan<'_>) -> Files {
    let root = match plan.modules.as_slice() {
        [only] => {
            let items = module(only);
            quote!(use supabase_orm::codegen::*; #items)
        }
        several => several.iter().map(|m| named_module(m, several)).collect(),
    };
    Files { root, parts: Vec::new() }
}

/// A module imports the others, for types that stand there.
fn named_module(m: &ModulePlan<'_>, all: &[ModulePlan<'_>]) -> TokenStream {
    let (name, items) = (&m.ident, module(m));
    let (docs, imports) = (module_docs(m), imports(m, all));
    quote! {
        #docs
        pub mod #name {
            #imports
            #items
        }
    }
}

fn module_docs(m: &ModulePlan<'_>) -> TokenStream {
    doc([Some(format!("The db schema `{}`.", m.schema.name)), m.schema.comment.clone()])
}

fn imports(m: &ModulePlan<'_>, all: &[ModulePlan<'_>]) -> TokenStream {
    let others = all.iter().map(|o| &o.ident).filter(|o| **o != m.ident);
    quote! {
        use super::{#(#others),*};
        use supabase_orm::codegen::*;
    }
}

fn module(m: &ModulePlan<'_>) -> TokenStream {
    let tables = m.tables.iter().map(|t| table(t, &m.schema.name));
    let others = others(m);
    quote!(#(#tables)* #others)
}

/// What is no table.
fn others(m: &ModulePlan<'_>) -> TokenStream {
    let enums = m.enums.iter().map(enumeration::expand);
    let routines = routine::expand(&m.routines, &m.schema.name);
    let composites = m.composites.iter().map(composite::expand);
    quote!(#(#enums)* #(#composites)* #routines)
}

fn table(t: &TablePlan<'_>, schema: &str) -> TokenStream {
    let row = row::expand(t);
    let columns = columns::expand(t);
    let table = table::expand(t, schema);
    let insert = t.relation.insertable.then(|| insert::expand(t));
    quote!(#row #columns #table #insert)
}

/// The names that come with a row's.
fn columns_ident(t: &TablePlan<'_>) -> proc_macro2::Ident {
    format_ident!("{}Columns", t.row)
}

/// `i` of `|i| i.id.eq(1)`
pub(crate) fn letter(t: &TablePlan<'_>) -> String {
    t.row.to_string().chars().next().map_or_else(|| "t".to_owned(), |c| c.to_lowercase().collect())
}
