//! Settings that say what the source does not: applied to the catalog before anything has a Rust name.

use crate::{
    Error, Result,
    catalog::{Catalog, Column, Default, Identity, PgType, QualifiedName, Returns, Schema},
    naming::suggest,
};
use globset::{Glob, GlobMatcher};
use std::collections::BTreeMap;

/// By place: `table.column` with patterns, or a name.
#[derive(Debug, Clone, std::default::Default)]
pub(crate) struct Overrides {
    pub(crate) required: Vec<String>,
    pub(crate) optional: Vec<String>,
    pub(crate) generated: Vec<String>,
    pub(crate) not_null: Vec<String>,
    pub(crate) rename: BTreeMap<String, String>,
    pub(crate) types: BTreeMap<String, String>,
    pub(crate) returns: BTreeMap<String, String>,
}

/// A pattern, and whether anything matched it.
struct Pattern {
    setting: &'static str,
    text: String,
    glob: GlobMatcher,
    used: bool,
}

fn patterns(setting: &'static str, texts: &[String]) -> Result<Vec<Pattern>> {
    let pattern = |text: &String| {
        let glob = Glob::new(text).map_err(|e| Error::config(setting, e.to_string()))?.compile_matcher();
        Ok(Pattern { setting, text: text.clone(), glob, used: false })
    };
    let mut faults = Vec::new();
    let patterns = texts.iter().filter_map(|text| Error::keep(pattern(text), &mut faults)).collect();
    Error::all(faults).map(|()| patterns)
}

fn matches(patterns: &mut [Pattern], place: &str) -> bool {
    let mut any = false;
    for p in patterns.iter_mut().filter(|p| p.glob.is_match(place)) {
        p.used = true;
        any = true;
    }
    any
}

impl Overrides {
    /// Joins two; on one name the first counts.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.required.extend(other.required);
        self.optional.extend(other.optional);
        self.generated.extend(other.generated);
        self.not_null.extend(other.not_null);
        for (into, from) in [
            (&mut self.rename, other.rename),
            (&mut self.types, other.types),
            (&mut self.returns, other.returns),
        ] {
            for (name, value) in from {
                into.entry(name).or_insert(value);
            }
        }
        self
    }

    /// Changes the catalog.
    ///
    /// # Errors
    /// When a setting names nothing: it would be without effect, unnoticed.
    pub(crate) fn apply(&self, catalog: &mut Catalog) -> Result<()> {
        let mut faults = Vec::new();
        Error::keep(self.columns(catalog), &mut faults);
        Error::keep(self.returned(catalog), &mut faults);
        Error::keep(self.check_names(catalog), &mut faults);
        Error::all(faults)
    }

    fn columns(&self, catalog: &mut Catalog) -> Result<()> {
        let mut required = patterns("required", &self.required)?;
        let mut optional = patterns("optional", &self.optional)?;
        let mut generated = patterns("generated", &self.generated)?;
        let mut not_null = patterns("not_null", &self.not_null)?;
        for relation in catalog.schemas.iter_mut().flat_map(|s| &mut s.relations) {
            for column in &mut relation.columns {
                let place = format!("{}.{}", relation.name, column.name);
                if matches(&mut required, &place) {
                    (column.nullable, column.default) = (false, Default::None);
                }
                if matches(&mut optional, &place) && column.default == Default::None {
                    column.default = Default::Unknown;
                }
                if matches(&mut generated, &place) {
                    column.identity = Identity::Always;
                }
                if matches(&mut not_null, &place) {
                    column.nullable = false;
                }
                if let Some(pg_type) = self.types.get(&place).and_then(|t| postgres(t)) {
                    column.pg_type = pg_type;
                }
            }
        }
        let all = [required, optional, generated, not_null];
        let unused = all.iter().flatten().filter(|p| !p.used);
        Error::all(unused.map(|p| no_column(catalog, p.setting, &p.text)).collect())
    }

    fn returned(&self, catalog: &mut Catalog) -> Result<()> {
        let mut faults = Vec::new();
        for (name, text) in &self.returns {
            let mut found = false;
            for schema in &mut catalog.schemas {
                let returns = returns(schema, text);
                for routine in schema.routines.iter_mut().filter(|r| r.name == *name) {
                    routine.returns = returns.clone();
                    found = true;
                }
            }
            if !found {
                let all = catalog.schemas.iter().flat_map(|s| &s.routines).map(|r| r.name.as_str());
                faults.push(unknown("returns", name, "function", suggest(name, all)));
            }
        }
        Error::all(faults)
    }

    fn check_names(&self, catalog: &Catalog) -> Result<()> {
        let mut places = Vec::new();
        for schema in &catalog.schemas {
            for relation in &schema.relations {
                places.push(relation.name.clone());
                places.extend(relation.columns.iter().map(|c| format!("{}.{}", relation.name, c.name)));
                places.extend(relation.computed.iter().map(|c| format!("{}.{}", relation.name, c.name)));
            }
            places.extend(schema.routines.iter().map(|r| format!("{}()", r.name)));
            places.extend(schema.types().filter_map(type_name));
        }
        places.extend(catalog.enums.iter().map(|e| e.name.to_string()));
        places.extend(catalog.composites.iter().map(|c| c.name.to_string()));
        let mut faults = Vec::new();
        for (setting, names) in [("rename", &self.rename), ("types", &self.types)] {
            for name in names.keys().filter(|n| !places.contains(n)) {
                let meant = suggest(name, places.iter().map(String::as_str));
                faults.push(unknown(setting, name, "table, column, type or function", meant));
            }
        }
        Error::all(faults)
    }

    /// The Rust type that stands inside this `json` column.
    pub(crate) fn rust_type(&self, relation: &str, column: &Column) -> Option<&str> {
        let of_column = self.types.get(&format!("{relation}.{}", column.name));
        let of_type = || type_name(&column.pg_type).and_then(|n| self.types.get(&n));
        of_column.or_else(of_type).map(String::as_str).filter(|t| is_rust(t))
    }

    /// The Postgres type that stands for a type of the database.
    pub(crate) fn pg_type(&self, name: &str) -> Option<PgType> {
        self.types.get(name).and_then(|t| postgres(t))
    }
}

/// The name of a type of the database, without the brackets of arrays.
fn type_name(t: &PgType) -> Option<String> {
    t.named().map(ToString::to_string)
}

/// Postgres has no `::` in a type.
fn is_rust(text: &str) -> bool {
    text.contains("::")
}

fn postgres(text: &str) -> Option<PgType> {
    (!is_rust(text)).then(|| PgType::parse(text))
}

fn returns(schema: &Schema, text: &str) -> Returns {
    match text.trim().strip_prefix("setof ") {
        _ if text.trim() == "void" => Returns::Void,
        None => Returns::Value(PgType::parse(text)),
        Some(of) if schema.relation(of.trim()).is_some() => Returns::SetOfRows(QualifiedName {
            schema: Some(schema.name.clone()),
            name: of.trim().to_owned(),
        }),
        Some(of) => Returns::SetOfValues(PgType::parse(of)),
    }
}

fn no_column(catalog: &Catalog, setting: &str, text: &str) -> Error {
    let relations = catalog.schemas.iter().flat_map(|s| &s.relations);
    let all: Vec<String> =
        relations.flat_map(|r| r.columns.iter().map(|c| format!("{}.{}", r.name, c.name))).collect();
    unknown(setting, text, "column", suggest(text, all.iter().map(String::as_str)))
}

fn unknown(setting: &str, name: &str, what: &str, meant: Option<&str>) -> Error {
    let meant = meant.map(|m| format!("; did you mean `{m}`?")).unwrap_or_default();
    Error::config(setting, format!("there is no {what} `{name}`{meant}"))
}
