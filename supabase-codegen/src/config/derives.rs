//! More derives for what is generated.

use super::settings::Pair;
use crate::{
    Error, Result,
    catalog::{Catalog, Returns, Routine},
    naming::suggest,
};
use globset::{Glob, GlobMatcher};
use proc_macro2::TokenStream;
use quote::ToTokens;
use std::fmt;
use syn::{Path, Token, parse::Parser, punctuated::Punctuated};

/// What derives are set for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Rows,
    Inserts,
    Enums,
    Composites,
}

const KINDS: [(&str, Kind); 4] = [
    ("rows", Kind::Rows),
    ("inserts", Kind::Inserts),
    ("enums", Kind::Enums),
    ("composites", Kind::Composites),
];

/// One of the setting: `rows.app_*` and what is derived.
struct Rule {
    what: String,
    kind: Kind,
    names: GlobMatcher,
    derives: Vec<Path>,
}

impl Rule {
    fn is_for(&self, kind: Kind, schema: &str, name: &str) -> bool {
        self.kind == kind && (self.names.is_match(name) || self.names.is_match(format!("{schema}.{name}")))
    }
}

/// All of the setting.
pub(crate) struct Derives(Vec<Rule>);

impl Derives {
    /// What is set and is right: `check` told of the rest.
    pub(crate) fn of(settings: &super::Settings) -> Self {
        Self(settings.derives.iter().filter_map(|p| rule(p).ok()).collect())
    }

    /// A rule for nothing would be without effect, unnoticed.
    ///
    /// # Errors
    /// When one is set for nothing that there is, or is no derive.
    pub(super) fn check(pairs: &[Pair], catalog: &Catalog) -> Result<()> {
        let mut faults = Vec::new();
        let rules: Vec<Rule> = pairs.iter().filter_map(|p| Error::keep(rule(p), &mut faults)).collect();
        let all = if rules.is_empty() { Vec::new() } else { names(catalog) };
        let used = |r: &Rule| all.iter().any(|(kind, schema, name)| r.is_for(*kind, schema, name));
        // of `rows` alone there may be none
        for r in rules.iter().filter(|r| r.what.contains('.') && !used(r)) {
            let (kind, name) = r.what.split_once('.').unwrap_or_default();
            let of_kind = all.iter().filter(|(k, ..)| *k == r.kind).map(|(.., name)| *name);
            let meant = suggest(name, of_kind).map(|m| format!("; did you mean `{kind}.{m}`?"));
            let message = format!("there are no {kind} of `{name}`{}", meant.unwrap_or_default());
            faults.push(Error::config(format!("derives: {}", r.what), message));
        }
        Error::all(faults)
    }

    /// What is set for this, each once, beside what it always has.
    pub(crate) fn more(&self, kind: Kind, schema: &str, name: &str, always: &[&str]) -> Vec<TokenStream> {
        let mut more: Vec<TokenStream> = Vec::new();
        let rules = self.0.iter().filter(|r| r.is_for(kind, schema, name));
        for path in rules.flat_map(|r| &r.derives) {
            let tokens = path.to_token_stream();
            let there = more.iter().any(|m| m.to_string() == tokens.to_string());
            if !there && !always.iter().any(|a| path.is_ident(a)) {
                more.push(tokens);
            }
        }
        more
    }
}

impl fmt::Debug for Derives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|r| &r.what)).finish()
    }
}

fn rule(Pair { name: what, value }: &Pair) -> Result<Rule> {
    let fault = |message: String| Error::config(format!("derives: {what}"), message);
    let (kind, pattern) = what.split_once('.').unwrap_or((what, "*"));
    let known = KINDS.iter().find(|(name, _)| *name == kind).map(|(_, kind)| *kind);
    let kind = known.ok_or_else(|| {
        let meant =
            suggest(kind, KINDS.iter().map(|(name, _)| *name)).map(|m| format!("; did you mean `{m}`?"));
        let all = "; there are rows, inserts, enums and composites".to_owned();
        fault(format!("derives are not set for `{kind}`{}", meant.unwrap_or(all)))
    })?;
    let names = Glob::new(pattern).map_err(|e| fault(e.to_string()))?.compile_matcher();
    let list = Punctuated::<Path, Token![,]>::parse_terminated.parse_str(value);
    let list = list.map_err(|_| fault(format!("`{value}` is no list of derives (`Eq, Hash`)")))?;
    Ok(Rule { what: what.clone(), kind, names, derives: list.into_iter().collect() })
}

/// What derives can be set for, with the db schema and the name.
fn names(catalog: &Catalog) -> Vec<(Kind, &str, &str)> {
    let mut names = Vec::new();
    for schema in &catalog.schemas {
        let of = schema.name.as_str();
        for relation in &schema.relations {
            names.push((Kind::Rows, of, relation.name.as_str()));
            if relation.insertable {
                names.push((Kind::Inserts, of, relation.name.as_str()));
            }
        }
        let own_rows = |r: &&Routine| matches!(r.returns, Returns::Columns(_) | Returns::SetOfColumns(_));
        names.extend(schema.routines.iter().filter(own_rows).map(|r| (Kind::Rows, of, r.name.as_str())));
    }
    let enums = catalog.enums.iter().map(|e| (Kind::Enums, &e.name));
    let composites = catalog.composites.iter().map(|c| (Kind::Composites, &c.name));
    let types = enums.chain(composites);
    names.extend(types.map(|(kind, t)| (kind, t.schema(), t.name.as_str())));
    names
}
