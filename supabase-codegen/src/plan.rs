//! The catalog with Rust names and types: everything that `expand` writes down, decided.

mod composite;
mod enumeration;
mod names;
mod relationship;
mod routine;
mod table;

pub(crate) use composite::CompositePlan;
pub(crate) use enumeration::EnumPlan;
pub(crate) use relationship::{Cardinality, RelationPlan, Through};
pub(crate) use routine::{ArgumentPlan, OutputPlan, PayloadPlan, RoutinePlan};
pub(crate) use table::{FieldPlan, KeyPlan, TablePlan};

use crate::{
    catalog::{Catalog, QualifiedName, Schema},
    config::{Config, Derives},
    diagnostic::Diagnostics,
    naming::ident,
    type_map::TypeMap,
};
use names::{From, Names};
use proc_macro2::{Ident, TokenStream};
use relationship::Ends;
use std::collections::BTreeSet;

/// What goes into the file.
#[derive(Debug)]
pub(crate) struct Plan<'c> {
    pub(crate) modules: Vec<ModulePlan<'c>>,
    /// Features of supabase-orm that the code needs.
    pub(crate) features: BTreeSet<&'static str>,
}

/// One db schema. A single one stands in the file itself, several in modules of their names.
#[derive(Debug)]
pub(crate) struct ModulePlan<'c> {
    pub(crate) schema: &'c Schema,
    pub(crate) ident: Ident,
    pub(crate) tables: Vec<TablePlan<'c>>,
    pub(crate) enums: Vec<EnumPlan<'c>>,
    pub(crate) composites: Vec<CompositePlan<'c>>,
    pub(crate) routines: Vec<RoutinePlan<'c>>,
}

/// Decides every name and type.
pub(crate) fn plan<'c>(catalog: &'c Catalog, config: &'c Config, diagnostics: &mut Diagnostics) -> Plan<'c> {
    let names = Names::new(catalog, config, diagnostics);
    let derives = Derives::of(&config.settings);
    let mut features = BTreeSet::new();
    let mut modules = Vec::new();
    for (index, schema) in catalog.schemas.iter().enumerate() {
        let types = TypeMap::new(config, names.type_paths(index, From::Module));
        let in_rpc = TypeMap::new(config, names.type_paths(index, From::Rpc));
        let ends = Ends::new(schema);
        let cx = Context {
            schema,
            index,
            config,
            names: &names,
            derives: &derives,
            ends: &ends,
            types: &types,
            from: From::Module,
        };
        let rpc = Context { types: &in_rpc, from: From::Rpc, ..cx };
        modules.push(ModulePlan {
            schema,
            ident: ident(names.module(index)),
            tables: schema.relations.iter().map(|r| cx.table(r, diagnostics)).collect(),
            enums: enumeration::plan(&cx, diagnostics),
            composites: composite::plan(&cx, diagnostics),
            routines: routine::plan(&rpc, diagnostics),
        });
        features.extend(types.into_features());
        features.extend(in_rpc.into_features());
    }
    Plan { modules, features }
}

/// What the plan of one db schema looks things up in.
#[derive(Clone, Copy)]
struct Context<'c, 'p> {
    schema: &'c Schema,
    index: usize,
    config: &'c Config,
    names: &'p Names<'c>,
    derives: &'p Derives,
    ends: &'p Ends<'c>,
    types: &'p TypeMap<'c>,
    from: From,
}

impl Context<'_, '_> {
    /// The row type of a relation of any db schema.
    fn row_path(&self, relation: &QualifiedName) -> Option<TokenStream> {
        self.names.row_path(self.index, self.from, relation)
    }

    /// The setting that renames this.
    fn renamed(&self, place: &str) -> Option<&str> {
        self.config.settings.renamed(&self.schema.name, place)
    }

    /// The row type of a relation of this db schema.
    fn row(&self, relation: &str) -> Option<Ident> {
        self.names.row(self.index, relation).map(ident)
    }
}
