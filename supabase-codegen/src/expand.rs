//! From the plan to tokens: structs, tables of names, one-line impls. No decisions, no logic.

mod columns;
mod composite;
mod docs;
mod enumeration;
mod insert;
mod routine;
mod row;
mod table;

use crate::plan::{ModulePlan, Plan, TablePlan};
use docs::doc;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// The items of the file.
pub(crate) fn expand(plan: &Plan<'_>) -> TokenStream {
    match plan.modules.as_slice() {
        [only] => {
            let items = module(only);
            quote!(use supabase_orm::codegen::*; #items)
        }
        several => several.iter().map(|m| named_module(m, several)).collect(),
    }
}

/// A module imports the others, for types that stand there.
fn named_module(m: &ModulePlan<'_>, all: &[ModulePlan<'_>]) -> TokenStream {
    let (name, items) = (&m.ident, module(m));
    let others = all.iter().map(|m| &m.ident).filter(|o| *o != name);
    let docs = doc([Some(format!("The db schema `{}`.", m.schema.name)), m.schema.comment.clone()]);
    quote! {
        #docs
        pub mod #name {
            use super::{#(#others),*};
            use supabase_orm::codegen::*;
            #items
        }
    }
}

fn module(m: &ModulePlan<'_>) -> TokenStream {
    let schema = m.schema.name.as_str();
    let tables = m.tables.iter().map(|t| table(t, schema));
    let enums = m.enums.iter().map(enumeration::expand);
    let routines = routine::expand(&m.routines, schema);
    let composites = m.composites.iter().map(composite::expand);
    quote!(#(#tables)* #(#enums)* #(#composites)* #routines)
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
