//! Names of types and modules.

use crate::{
    catalog::{Catalog, Composite, Enumeration, PgType, QualifiedName, Schema},
    config::Config,
    diagnostic::Diagnostics,
    naming::{MODULES, Scope, TYPES, ident, module, pascal, singular},
    type_map::TypePath,
};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeMap;

/// The Rust names of every table, enum and composite.
pub(super) struct Names<'c> {
    modules: Vec<String>,
    /// of each db schema, by name of the relation
    rows: Vec<BTreeMap<&'c str, String>>,
    /// with the db schema in whose module it stands
    enums: Vec<(usize, &'c Enumeration, String)>,
    composites: Vec<(usize, &'c Composite, String)>,
    /// the names of the db schemas
    schemas: Vec<&'c str>,
}

/// Where a path is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    /// In the module of a db schema.
    Module,
    /// In its `rpc`.
    Rpc,
}

/// The names that come with a row's.
fn family(row: &str) -> Vec<String> {
    ["Columns", "Keys", "Insert"].iter().map(|suffix| format!("{row}{suffix}")).collect()
}

impl<'c> Names<'c> {
    pub(super) fn new(catalog: &'c Catalog, config: &Config, diagnostics: &mut Diagnostics) -> Self {
        let names: Vec<&str> = catalog.schemas.iter().map(|s| s.name.as_str()).collect();
        let modules = Scope::with(MODULES.iter().copied()).take_all(&names, module);
        let modules = modules.into_iter().map(|t| t.name).collect();
        let mut this =
            Self { modules, rows: Vec::new(), enums: Vec::new(), composites: Vec::new(), schemas: names };
        for (index, schema) in catalog.schemas.iter().enumerate() {
            let mut scope = Scope::with(TYPES.iter().copied());
            this.rows.push(rows(schema, config, &mut scope, diagnostics));
            let here = |name: &QualifiedName| home(catalog, name) == Some(index);
            for e in catalog.enums.iter().filter(|e| here(&e.name)) {
                let name = type_name(&e.name, "Enum", config, &mut scope, diagnostics);
                this.enums.push((index, e, name));
            }
            for c in catalog.composites.iter().filter(|c| here(&c.name)) {
                let name = type_name(&c.name, "Composite", config, &mut scope, diagnostics);
                this.composites.push((index, c, name));
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

    /// The composites that stand in the module of a db schema.
    pub(super) fn composites(&self, index: usize) -> impl Iterator<Item = (&'c Composite, &str)> {
        self.composites.iter().filter(move |(i, ..)| *i == index).map(|(_, c, name)| (*c, name.as_str()))
    }

    /// The composite of this name, wherever it stands.
    pub(super) fn composite(&self, name: &QualifiedName) -> Option<&'c Composite> {
        self.composites.iter().map(|(_, c, _)| *c).find(|c| name.is(&c.name))
    }

    /// How each enum and composite is named from the module at `index`.
    pub(super) fn type_paths(&self, index: usize, from: From) -> BTreeMap<QualifiedName, TypePath> {
        let enums = self.enums.iter().map(|(home, e, name)| (&e.name, *home, name, true));
        let composites = self.composites.iter().map(|(home, c, name)| (&c.name, *home, name, false));
        let path = |(of, home, name, is_enum): (&QualifiedName, usize, &String, bool)| {
            (of.clone(), TypePath { path: self.path(index, from, home, name), is_enum })
        };
        enums.chain(composites).map(path).collect()
    }

    /// How the row of a relation of any db schema is named from the module at `index`.
    pub(super) fn row_path(&self, index: usize, from: From, relation: &QualifiedName) -> Option<TokenStream> {
        let home = self.schemas.iter().position(|s| relation.schema.as_deref() == Some(*s))?;
        Some(self.path(index, from, home, self.row(home, &relation.name)?))
    }

    /// A module imports the others; `rpc` is inside of one, and its own names are others.
    fn path(&self, index: usize, from: From, home: usize, name: &str) -> TokenStream {
        let (module, name) = (ident(self.module(home)), ident(name));
        let path = if home == index { quote!(#name) } else { quote!(#module::#name) };
        if from == From::Rpc { quote!(super::#path) } else { path }
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
    let renamed = |name: &str| config.settings.renamed(&schema.name, name).map(str::to_owned);
    let mut relations: Vec<&str> = schema.relations.iter().map(|r| r.name.as_str()).collect();
    let usual = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    relations.sort_by_key(|name| (renamed(name).is_none(), !name.chars().all(usual), *name));
    for name in relations {
        let whole = pascal(name);
        let one =
            if config.settings.singular.unwrap_or(true) { pascal(&singular(name)) } else { whole.clone() };
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

/// A type stands in the module of its db schema; if that is not generated, where it is first used.
fn home(catalog: &Catalog, name: &QualifiedName) -> Option<usize> {
    let own = |s: &Schema| name.schema.as_deref() == Some(&s.name);
    let used = |s: &Schema| s.types().any(|t| names(t, name));
    let composites = || catalog.composites.iter().flat_map(|c| &c.attributes);
    let inside = || composites().any(|a| names(&a.pg_type, name)).then_some(0);
    catalog.schemas.iter().position(own).or_else(|| catalog.schemas.iter().position(used)).or_else(inside)
}

fn names(t: &PgType, name: &QualifiedName) -> bool {
    t.named().is_some_and(|n| n.is(name))
}

fn type_name(
    name: &QualifiedName,
    kind: &str,
    config: &Config,
    scope: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> String {
    let place = name.to_string();
    let wanted = config.settings.renamed_type(&place).map_or_else(|| pascal(&name.name), str::to_owned);
    let taken = scope.take(&[&wanted, &format!("{wanted}{kind}")], |_| Vec::new());
    if taken.changed {
        let (kind, name) = (kind.to_lowercase(), &taken.name);
        diagnostics.warn(
            place,
            format!("`{wanted}` is taken, so the {kind} is `{name}`; `rename` gives it another name"),
        );
    }
    taken.name
}
