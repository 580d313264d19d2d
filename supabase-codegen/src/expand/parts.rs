//! One file for each table: modules of their own, whose items stand where they would in one file.

use super::{Files, Part, docs::doc, imports, module_docs, others, table};
use crate::{
    naming::{MODULES, Scope, field, ident},
    plan::{ModulePlan, Plan},
};
use proc_macro2::TokenStream;
use quote::quote;

/// File systems take 255 bytes.
const LONGEST: usize = 60;
/// `schema/mod.rs` would be `schema.rs` to rustc, and Windows has devices of the other names.
const NO_FILES: &[&str] = &["mod", "con", "prn", "aux", "nul", "conin", "conout"];

/// The file `<folder>.rs`, and those in `<folder>`.
pub(crate) fn expand(plan: &Plan<'_>, folder: &str) -> Files {
    let mut parts = Vec::new();
    let root = match plan.modules.as_slice() {
        [only] => {
            let items = module(only, &plan.modules, folder, folder, &mut parts);
            quote!(use supabase_orm::codegen::*; #items)
        }
        several => {
            let names: Vec<&str> = several.iter().map(|m| m.schema.name.as_str()).collect();
            let stems = Scope::with(NO_FILES.iter().copied()).take_all(&names, stem);
            let modules = several.iter().zip(stems);
            modules.map(|(m, stem)| named_module(m, several, folder, &stem.name, &mut parts)).collect()
        }
    };
    Files { root, parts }
}

fn named_module(
    m: &ModulePlan<'_>,
    all: &[ModulePlan<'_>],
    folder: &str,
    stem: &str,
    parts: &mut Vec<Part>,
) -> TokenStream {
    let (name, path) = (&m.ident, format!("{folder}/{stem}.rs"));
    let (docs, imports) = (module_docs(m), imports(m, all));
    let items = module(m, all, stem, &format!("{folder}/{stem}"), parts);
    parts.push(Part { path: path.clone(), items: quote!(#imports #items) });
    quote! {
        #docs
        #[path = #path]
        pub mod #name;
    }
}

/// `near` is the folder of the tables as the file of the module names it, `folder` as the first file does.
fn module(
    m: &ModulePlan<'_>,
    all: &[ModulePlan<'_>],
    near: &str,
    folder: &str,
    parts: &mut Vec<Part>,
) -> TokenStream {
    let names: Vec<&str> = m.tables.iter().map(|t| t.relation.name.as_str()).collect();
    let mut modules = Vec::new();
    for (t, taken) in m.tables.iter().zip(scope(m, all).take_all(&names, stem)) {
        let (stem, name) = (&taken.name, ident(&taken.name));
        let (items, path) = (table(t, &m.schema.name), format!("{near}/{stem}.rs"));
        parts.push(Part { path: format!("{folder}/{stem}.rs"), items: quote!(use super::*; #items) });
        let docs = doc([Some(format!("`{}`", t.relation.name.replace('`', "'")))]);
        modules.push(quote!(#docs #[path = #path] mod #name; pub use #name::*;));
    }
    let others = others(m);
    quote!(#(#modules)* #others)
}

/// The names that a module of a table cannot have: those of db schemas, and of the types beside it in scripts without capitals.
fn scope(m: &ModulePlan<'_>, modules: &[ModulePlan<'_>]) -> Scope {
    let rows = m.tables.iter().map(|t| t.row.to_string());
    let enums = m.enums.iter().map(|e| e.ident.to_string());
    let composites = m.composites.iter().map(|c| c.ident.to_string());
    let imported = modules.iter().filter(|o| o.ident != m.ident);
    let schemas = imported.map(|o| o.ident.to_string().trim_start_matches("r#").to_owned());
    let types: Vec<String> = rows.chain(enums).chain(composites).chain(schemas).collect();
    let all = types.iter().map(String::as_str).chain(MODULES.iter().copied());
    Scope::with(all.chain(NO_FILES.iter().copied()))
}

/// A name for a file and a module, the same on file systems that take `A` for `a`.
fn stem(name: &str) -> String {
    let name = field(name).to_lowercase();
    let short = name.char_indices().take_while(|(at, c)| at + c.len_utf8() <= LONGEST).map(|(_, c)| c);
    short.collect()
}
