//! What the generated code lets queries do with a schema, for people who write them: by table, as text or JSON.
//!
//! [`Config::inspect`] reads the source and applies the settings as [`Config::render`] does, and takes every name and type from
//! the same plan. So what it tells is what the generated code does.
//!
//! ```no_run
//! let schema = supabase_codegen::Config::new().file("supabase/schema.json").inspect()?;
//! println!("{}", schema.find("planets")?);
//! # Ok::<(), supabase_codegen::Error>(())
//! ```

mod display;
mod example;
mod find;
mod function;
mod relationship;
mod table;

pub use find::Found;
pub use function::{Argument, Function};
pub use relationship::{Relationship, Rows, Through};
pub use table::{
    Column, Example, Find, Identity, InsertAs, Key, Kind, Permission, Queries, Reference, Table,
};

use crate::{Config, Diagnostic, Result, diagnostic::Diagnostics, generate, plan};
use proc_macro2::TokenStream;
use serde::Serialize;

/// Tables, views and functions, in the order of their db schemas and names.
///
/// Its `Display` is a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Inspection {
    /// What it was read from: `a database`.
    pub source: &'static str,
    /// Tables and views.
    pub tables: Vec<Table>,
    /// Functions.
    pub functions: Vec<Function>,
    /// What was decided on the way, and the setting that decides otherwise.
    pub warnings: Vec<Diagnostic>,
}

impl Config {
    /// Everything that generated code would let queries do, without writing any.
    ///
    /// ```
    /// # let document = r#"{"swagger":"2.0","info":{"title":"t"},"paths":{"/planets":{"post":{}}},"definitions":{"planets":
    /// #   {"required":["id"],"properties":{"id":{"description":"Note:\nThis is a Primary Key.<pk/>","format":"bigint","type":"integer"}}}}}"#;
    /// let schema = supabase_codegen::Config::new().document("openapi.json", document).inspect()?;
    /// assert_eq!(schema.find("planets")?.tables[0].row, "Planet");
    /// # Ok::<(), supabase_codegen::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the source cannot be had or understood, or a setting is wrong.
    pub fn inspect(&self) -> Result<Inspection> {
        let (catalog, origin) = generate::prepare(self)?;
        let mut diagnostics = Diagnostics::default();
        let plan = plan::plan(&catalog, self, &mut diagnostics);
        let several = plan.modules.len() > 1;
        let mut inspection = Inspection {
            source: origin.name(),
            tables: Vec::new(),
            functions: Vec::new(),
            warnings: diagnostics.into_vec(),
        };
        for module in &plan.modules {
            let cx = Context {
                module,
                prefix: if several { format!("{}::", module.ident) } else { String::new() },
            };
            inspection.tables.extend(module.tables.iter().map(|t| cx.table(t)));
            inspection.functions.extend(module.routines.iter().map(|r| cx.function(r)));
        }
        Ok(inspection)
    }
}

/// What the facts of one db schema are read from.
struct Context<'p> {
    module: &'p plan::ModulePlan<'p>,
    /// How paths into its module begin: nothing, or `api::`.
    prefix: String,
}

/// Tokens of a type, as people write them.
fn rust(tokens: &TokenStream) -> String {
    let text = tokens.to_string();
    let mut rust = String::with_capacity(text.len());
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        rust.push_str(word);
        let ends_in_name = |c: char| c.is_alphanumeric() || c == '_';
        let beside_name = words.peek().is_some_and(|next| next.starts_with(ends_in_name));
        if word == "," || (word.ends_with(ends_in_name) && beside_name) {
            rust.push(' ');
        }
    }
    rust
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn types_have_spaces_where_they_need_them() {
        assert_eq!(rust(&quote!(Option<Vec<Option<String>>>)), "Option<Vec<Option<String>>>");
        assert_eq!(rust(&quote!(Box<dyn crate::Data<i32, u8>>)), "Box<dyn crate::Data<i32, u8>>");
        assert_eq!(rust(&quote!(super::public::Mood)), "super::public::Mood");
    }
}
