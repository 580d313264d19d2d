//! Functions: arguments, and what a call gives.

use super::{Context, rust};
use crate::plan::{OutputPlan, RoutinePlan};
use proc_macro2::TokenStream;
use serde::Serialize;

/// A function that can be called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Function {
    /// Its db schema.
    pub schema: String,
    /// Its name in the database.
    pub name: String,
    /// `stable`, `immutable` or `volatile`, where the source tells.
    pub volatility: Option<String>,
    /// Its comment in the database.
    pub comment: Option<String>,
    /// The type of a call: `rpc::Add`.
    pub rust: String,
    /// Its arguments.
    pub arguments: Vec<Argument>,
    /// What a call gives: `i64`, `Vec<Planet>`.
    pub gives: String,
    /// It gives rows, with filters, order and embeds.
    pub rows: bool,
    /// A call to start from; `db` is the client.
    pub example: String,
}

/// An argument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Argument {
    /// Its name in the database.
    pub name: String,
    /// Its type, as SQL writes it.
    pub sql: String,
    /// It has a default.
    pub optional: bool,
    /// The field.
    pub field: String,
    /// The type of the field.
    pub rust: String,
}

impl Function {
    /// Its name with its db schema: `public.add()`.
    #[must_use]
    pub fn qualified(&self) -> String {
        format!("{}.{}()", self.schema, self.name)
    }
}

impl Context<'_> {
    pub(super) fn function(&self, r: &RoutinePlan<'_>) -> Function {
        let arguments = r.arguments.iter().map(|a| Argument {
            name: a.argument.name.clone(),
            sql: a.argument.pg_type.to_string(),
            optional: a.argument.optional,
            field: a.ident.to_string(),
            rust: self.seen(&rust(&a.mapped.rust)),
        });
        let (gives, rows) = match &r.output {
            OutputPlan::Rows(row) => (format!("Vec<{}>", self.given(r, row)), true),
            OutputPlan::Value(value, _) => (self.given(r, value), false),
        };
        Function {
            schema: self.module.schema.name.clone(),
            name: r.routine.name.clone(),
            volatility: r.routine.volatility.clone(),
            comment: r.routine.comment.clone(),
            rust: format!("{}rpc::{}", self.prefix, r.ident),
            arguments: arguments.collect(),
            gives,
            rows,
            example: self.call(r),
        }
    }

    /// Rows of its own stand beside it.
    fn given(&self, r: &RoutinePlan<'_>, tokens: &TokenStream) -> String {
        let text = rust(tokens);
        let own = r.rows.as_ref().is_some_and(|rows| rows.row == text);
        if own { format!("{}rpc::{text}", self.prefix) } else { self.seen(&text) }
    }

    /// A type as it stands in `rpc`, from outside of the file: `super::User`, `super::api::User`.
    fn seen(&self, rust: &str) -> String {
        let mut parts = rust.split("super::");
        let mut seen = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let path = part.split(['<', '>', ',']).next().unwrap_or_default();
            seen.push_str(if path.contains("::") { "" } else { &self.prefix });
            seen.push_str(part);
        }
        seen
    }
}
