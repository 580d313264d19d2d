//! The catalog with Rust names and types: everything that `expand` writes down, decided.

mod enumeration;
mod names;
mod relationship;
mod routine;
mod table;

pub(crate) use enumeration::EnumPlan;
pub(crate) use relationship::{Cardinality, RelationPlan};
pub(crate) use routine::{ArgumentPlan, OutputPlan, RoutinePlan};
pub(crate) use table::{FieldPlan, TablePlan};

use crate::{
    catalog::{Catalog, Schema},
    config::Config,
    diagnostic::Diagnostics,
    naming::ident,
    type_map::TypeMap,
};
use names::Names;
use proc_macro2::Ident;
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
    pub(crate) routines: Vec<RoutinePlan<'c>>,
}

/// Decides every name and type.
pub(crate) fn plan<'c>(catalog: &'c Catalog, config: &'c Config, diagnostics: &mut Diagnostics) -> Plan<'c> {
    let names = Names::new(catalog, config, diagnostics);
    let mut features = BTreeSet::new();
    let mut modules = Vec::new();
    for (index, schema) in catalog.schemas.iter().enumerate() {
        let types = TypeMap::new(config, names.enum_paths(index));
        let cx = Context { schema, index, config, names: &names, types: &types };
        modules.push(ModulePlan {
            schema,
            ident: ident(names.module(index)),
            tables: schema.relations.iter().map(|r| cx.table(r, diagnostics)).collect(),
            enums: enumeration::plan(&names, index, diagnostics),
            routines: routine::plan(&cx, diagnostics),
        });
        features.extend(types.into_features());
    }
    Plan { modules, features }
}

/// What the plan of one db schema looks things up in.
struct Context<'c, 'p> {
    schema: &'c Schema,
    index: usize,
    config: &'c Config,
    names: &'p Names<'c>,
    types: &'p TypeMap<'c>,
}

impl Context<'_, '_> {
    /// The setting that renames this.
    fn renamed(&self, place: &str) -> Option<&str> {
        self.config.overrides.rename.get(place).map(String::as_str)
    }

    /// The row type of a relation of this db schema.
    fn row(&self, relation: &str) -> Option<Ident> {
        self.names.row(self.index, relation).map(ident)
    }
}
