//! Names of types and modules.

use crate::{
    catalog::{Catalog, Enumeration, PgType, QualifiedName, Schema},
    config::Config,
    diagnostic::Diagnostics,
    naming::{Scope, TYPES, ident, module, pascal, singular},
};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeMap;

/// The Rust names of every table and enum.
pub(super) struct Names<'c> {
    modules: Vec<String>,
    /// of each db schema, by name of the relation
    rows: Vec<BTreeMap<&'c str, String>>,
    /// with the db schema in whose module it stands
    enums: Vec<(usize, &'c Enumeration, String)>,
}

/// The names that come with a row's.
fn family(row: &str) -> Vec<String> {
    ["Columns", "Keys", "Insert"].iter().map(|suffix| format!("{row}{suffix}")).collect()
}

impl<'c> Names<'c> {
    pub(super) fn new(catalog: &'c Catalog, config: &Config, diagnostics: &mut Diagnostics) -> Self {
        let names: Vec<&str> = catalog.schemas.iter().map(|s| s.name.as_str()).collect();
        let modules = Scope::with(["rpc"]).take_all(&names, module).into_iter().map(|t| t.name).collect();
        let mut this = Self { modules, rows: Vec::new(), enums: Vec::new() };
        for (index, schema) in catalog.schemas.iter().enumerate() {
            let mut scope = Scope::with(TYPES.iter().copied());
            this.rows.push(rows(schema, config, &mut scope, diagnostics));
            let home = |e: &&Enumeration| home(catalog, e) == Some(index);
            for e in catalog.enums.iter().filter(home) {
                let name = enum_name(e, config, &mut scope, diagnostics);
                this.enums.push((index, e, name));
            }
        }
        this
    }

    pub(super) fn module(&self, index: usize) -> &str {
        self.modules.get(index).map_or("", String::as_str)
    }

    pub(super) fn row(&self, index: usize, relation: &str) -> Option<&str> {
        self.rows.get(index)?.get(relation).map(String::as_str)
    }

    /// The enums that stand in the module of a db schema.
    pub(super) fn enums(&self, index: usize) -> impl Iterator<Item = (&'c Enumeration, &str)> {
        self.enums.iter().filter(move |(i, ..)| *i == index).map(|(_, e, name)| (*e, name.as_str()))
    }

    /// How each enum is named from the module at `index`, which imports the others.
    pub(super) fn enum_paths(&self, index: usize) -> BTreeMap<QualifiedName, TokenStream> {
        let path = |(home, e, name): &(usize, &Enumeration, String)| {
            let (module, name) = (ident(self.module(*home)), ident(name));
            let path = if *home == index { quote!(#name) } else { quote!(#module::#name) };
            (e.name.clone(), path)
        };
        self.enums.iter().map(path).collect()
    }
}

/// Renamed tables take their names first, then those in `snake_case`, which most are.
fn rows<'c>(
    schema: &'c Schema,
    config: &Config,
    scope: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<&'c str, String> {
    let mut rows = BTreeMap::new();
    let renamed = |name: &str| config.overrides.rename.get(name).cloned();
    let mut relations: Vec<&str> = schema.relations.iter().map(|r| r.name.as_str()).collect();
    let usual = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    relations.sort_by_key(|name| (renamed(name).is_none(), !name.chars().all(usual), *name));
    for name in relations {
        let whole = pascal(name);
        let one = if config.singular.unwrap_or(true) { pascal(&singular(name)) } else { whole.clone() };
        let row = format!("{whole}Row");
        let fallback = if TYPES.contains(&whole.as_str()) { &row } else { &whole };
        let own = renamed(name);
        let taken = match &own {
            Some(own) => scope.take(&[own], family),
            None => scope.take(&[&one, &whole, fallback], family),
        };
        if taken.changed {
            let wanted = own.unwrap_or(one);
            diagnostics.warn(
                name,
                format!(
                    "`{wanted}` is taken, so its row is `{}`; `rename` gives it another name",
                    taken.name
                ),
            );
        }
        rows.insert(name, taken.name);
    }
    rows
}

/// An enum stands in the module of its db schema; if that is not generated, where it is first used.
fn home(catalog: &Catalog, e: &Enumeration) -> Option<usize> {
    let own = |s: &Schema| e.name.schema.as_deref() == Some(&s.name);
    let used = |s: &Schema| {
        let columns = s.relations.iter().flat_map(|r| &r.columns).map(|c| &c.pg_type);
        let arguments = s.routines.iter().flat_map(|r| &r.arguments).map(|a| &a.pg_type);
        columns.chain(arguments).any(|t| names(t, &e.name))
    };
    catalog.schemas.iter().position(own).or_else(|| catalog.schemas.iter().position(used))
}

fn names(t: &PgType, name: &QualifiedName) -> bool {
    match t {
        PgType::Named(n) => n.name == name.name && (n.schema.is_none() || n.schema == name.schema),
        PgType::Array(element) => names(element, name),
        PgType::Builtin(_) => false,
    }
}

fn enum_name(e: &Enumeration, config: &Config, scope: &mut Scope, diagnostics: &mut Diagnostics) -> String {
    let place = e.name.to_string();
    let wanted = config.overrides.rename.get(&place).cloned().unwrap_or_else(|| pascal(&e.name.name));
    let taken = scope.take(&[&wanted, &format!("{wanted}Enum")], |_| Vec::new());
    if taken.changed {
        let name = &taken.name;
        diagnostics.warn(
            place,
            format!("`{wanted}` is taken, so the enum is `{name}`; `rename` gives it another name"),
        );
    }
    taken.name
}
