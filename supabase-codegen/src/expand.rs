//! From the plan to tokens: structs, tables of names, one-line impls. No decisions, no logic.

mod columns;
mod composite;
mod docs;
mod enumeration;
mod insert;
mod parts;
mod routine;
mod row;
mod shares;
mod table;

use crate::{
    Result,
    plan::{ModulePlan, Plan, TablePlan},
    render::{Code, Share},
};
use docs::doc;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
pub(crate) use shares::{Expanded, all};

/// A file beside the one that is named.
struct Part {
    /// From the folder of that file: `schema/planets.rs`.
    path: String,
    code: Code,
}

/// One file.
fn expand(plan: &Plan<'_>, share: Share) -> Result<Code> {
    let mut code = Code::new(share, 0);
    match plan.modules.as_slice() {
        [only] => {
            code.items(|| {
                quote!(
                    use supabase_orm::codegen::*;
                )
            })?;
            module(&mut code, only)?;
        }
        several => {
            for m in several {
                code.module(&module_docs(m), &m.ident, |code| {
                    code.items(|| imports(m, several))?;
                    module(code, m)
                })?;
            }
        }
    }
    Ok(code)
}

fn module_docs(m: &ModulePlan<'_>) -> TokenStream {
    doc([Some(format!("The db schema `{}`.", m.schema.name)), m.schema.comment.clone()])
}

/// A module imports the others, for types that stand there.
fn imports(m: &ModulePlan<'_>, all: &[ModulePlan<'_>]) -> TokenStream {
    let others = all.iter().map(|o| &o.ident).filter(|o| **o != m.ident);
    quote! {
        use super::{#(#others),*};
        use supabase_orm::codegen::*;
    }
}

fn module(code: &mut Code, m: &ModulePlan<'_>) -> Result<()> {
    for t in &m.tables {
        code.items(|| table(t, &m.schema.name))?;
    }
    others(code, m)
}

/// What is no table.
fn others(code: &mut Code, m: &ModulePlan<'_>) -> Result<()> {
    m.enums.iter().try_for_each(|e| code.items(|| enumeration::expand(e)))?;
    m.composites.iter().try_for_each(|c| code.items(|| composite::expand(c)))?;
    routine::expand(code, &m.routines, &m.schema.name)
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
