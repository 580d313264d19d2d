//! One file for each table: modules of their own, whose items stand where they would in one file.

use super::{Part, docs::doc, imports, module_docs, others, table};
use crate::{
    Result,
    naming::{MODULES, Scope, field, ident},
    plan::{ModulePlan, Plan},
    render::{Code, Share},
};
use quote::quote;

/// File systems take 255 bytes.
const LONGEST: usize = 60;
/// `schema/mod.rs` would be `schema.rs` to rustc, and Windows has devices of the other names.
const NO_FILES: &[&str] = &["mod", "con", "prn", "aux", "nul", "conin", "conout"];

/// The file `<folder>.rs`, and those in `<folder>`.
pub(super) fn expand(plan: &Plan<'_>, folder: &str, share: Share) -> Result<(Code, Vec<Part>)> {
    let (mut root, mut parts) = (Code::new(share, 0), Vec::new());
    match plan.modules.as_slice() {
        [only] => {
            root.items(|| {
                quote!(
                    use supabase_orm::codegen::*;
                )
            })?;
            module(&mut root, only, &plan.modules, [folder, folder], &mut parts)?;
        }
        several => {
            let names: Vec<&str> = several.iter().map(|m| m.schema.name.as_str()).collect();
            let stems = Scope::with(NO_FILES.iter().copied()).take_all(&names, stem);
            for (m, stem) in several.iter().zip(stems) {
                let (name, docs, path) = (&m.ident, module_docs(m), format!("{folder}/{}.rs", stem.name));
                root.items(|| quote!(#docs #[path = #path] pub mod #name;))?;
                let mut code = Code::new(share, 0);
                code.items(|| imports(m, several))?;
                let whole = format!("{folder}/{}", stem.name);
                module(&mut code, m, several, [&stem.name, &whole], &mut parts)?;
                parts.push(Part { path, code });
            }
        }
    }
    Ok((root, parts))
}

/// The folder of its tables as the file of the module names it, and as the first file does.
fn module(
    code: &mut Code,
    m: &ModulePlan<'_>,
    all: &[ModulePlan<'_>],
    [near, folder]: [&str; 2],
    parts: &mut Vec<Part>,
) -> Result<()> {
    let names: Vec<&str> = m.tables.iter().map(|t| t.relation.name.as_str()).collect();
    for (t, taken) in m.tables.iter().zip(scope(m, all).take_all(&names, stem)) {
        let (stem, name) = (&taken.name, ident(&taken.name));
        let path = format!("{near}/{stem}.rs");
        let docs = doc([Some(format!("`{}`", t.relation.name.replace('`', "'")))]);
        code.items(|| quote!(#docs #[path = #path] mod #name; pub use #name::*;))?;
        let mut part = Code::new(code.share(), parts.len());
        part.items(|| {
            let items = table(t, &m.schema.name);
            quote!(use super::*; #items)
        })?;
        parts.push(Part { path: format!("{folder}/{stem}.rs"), code: part });
    }
    others(code, m)
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
