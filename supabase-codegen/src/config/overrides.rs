//! Settings that say what the source does not: applied to the catalog before anything has a Rust name.

use super::{
    Derives, Settings,
    settings::{Pair, get, get_in},
};
use crate::{
    Error, Result,
    catalog::{Catalog, Column, Default, Identity, PgType, QualifiedName, Relation, Returns, Schema},
    naming::suggest,
};
use globset::{Glob, GlobMatcher};
use std::collections::BTreeSet;

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

fn matches(patterns: &mut [Pattern], schema: &str, place: &str) -> bool {
    if patterns.is_empty() {
        return false;
    }
    let (mut any, whole) = (false, format!("{schema}.{place}"));
    for p in patterns.iter_mut().filter(|p| p.glob.is_match(place) || p.glob.is_match(&whole)) {
        p.used = true;
        any = true;
    }
    any
}

impl Settings {
    /// Changes the catalog.
    ///
    /// # Errors
    /// When a setting names nothing: it would be without effect, unnoticed.
    pub(crate) fn apply(&self, catalog: &mut Catalog) -> Result<()> {
        let mut faults = Vec::new();
        Error::keep(self.columns(catalog), &mut faults);
        Error::keep(self.returned(catalog), &mut faults);
        Error::keep(self.check_names(catalog), &mut faults);
        Error::keep(self.check_values(), &mut faults);
        Error::keep(Derives::check(&self.derives, catalog), &mut faults);
        Error::all(faults)
    }

    fn columns(&self, catalog: &mut Catalog) -> Result<()> {
        let mut required = patterns("required", &self.required)?;
        let mut optional = patterns("optional", &self.optional)?;
        let mut generated = patterns("generated", &self.generated)?;
        let mut not_null = patterns("not_null", &self.not_null)?;
        let relations = catalog.schemas.iter_mut().flat_map(|s| {
            let schema = &s.name;
            s.relations.iter_mut().map(move |r| (schema, r))
        });
        for (schema, relation) in relations {
            for column in &mut relation.columns {
                let place = format!("{}.{}", relation.name, column.name);
                let matches = |patterns: &mut [Pattern], place: &str| matches(patterns, schema, place);
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
                if let Some(pg_type) = get_in(&self.types, schema, &place).and_then(postgres) {
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
        for Pair { name, value: text } in &self.returns {
            let mut found = false;
            for schema in &mut catalog.schemas {
                let returns = returns(schema, text);
                let whole = name.strip_prefix(&format!("{}.", schema.name)).unwrap_or(name);
                for routine in schema.routines.iter_mut().filter(|r| r.name == whole || r.name == *name) {
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
        if self.rename.is_empty() && self.types.is_empty() {
            return Ok(());
        }
        let places = places(catalog);
        let mut faults = Vec::new();
        for (setting, names) in [("rename", &self.rename), ("types", &self.types)] {
            for Pair { name, .. } in names.iter().filter(|p| !places.contains(&p.name)) {
                let meant = suggest(name, places.iter().map(String::as_str));
                faults.push(unknown(setting, name, "table, column, type or function", meant));
            }
        }
        Error::all(faults)
    }

    /// A name that is none in Rust or a type that leads nowhere would be code that does not compile.
    fn check_values(&self) -> Result<()> {
        let mut faults = Vec::new();
        let mut fault = |setting: &str, name: &str, why: String| {
            faults.push(Error::config(format!("{setting}: {name}"), why));
        };
        for Pair { name, value } in self.rename.iter().filter(|p| !is_ident(&p.value)) {
            fault("rename", name, format!("`{value}` is not a name in Rust"));
        }
        for Pair { name, value } in &self.types {
            if is_rust(value) && syn::parse_str::<syn::Type>(value).is_err() {
                fault("types", name, format!("`{value}` is not a type in Rust"));
            }
            let mut next = postgres(value).as_ref().and_then(type_name);
            for _ in 0..=self.types.len() {
                next =
                    next.and_then(|n| get(&self.types, &n).and_then(postgres)).as_ref().and_then(type_name);
            }
            if next.is_some() {
                fault("types", name, format!("`{value}` leads back to itself"));
            }
        }
        Error::all(faults)
    }

    /// The Rust type of a column: its own, that of its type, or that of the column its foreign key points to.
    pub(crate) fn rust_type(&self, schema: &Schema, relation: &Relation, column: &Column) -> Option<&str> {
        if self.types.is_empty() {
            return None;
        }
        let (mut relation, mut column) = (relation, column);
        // a wrong document may have keys in a circle
        for _ in 0..KEYS {
            let own = get_in(&self.types, &schema.name, &format!("{}.{}", relation.name, column.name));
            let of_type = || type_name(&column.pg_type).and_then(|n| get(&self.types, &n));
            if let Some(text) = own.or_else(of_type) {
                return Some(text).filter(|t| is_rust(t));
            }
            let mut keys = relation.foreign_keys_of(&column.name);
            let key = keys.next().filter(|fk| fk.to.schema.as_deref() == Some(&schema.name))?;
            let to = key.to_columns.first().filter(|_| key.to_columns.len() == 1)?;
            relation = schema.relation(&key.to.name)?;
            column = relation.column(to).filter(|c| c.pg_type == column.pg_type)?;
        }
        None
    }

    /// The Postgres type that stands for a type of the database.
    pub(crate) fn pg_type(&self, name: &str) -> Option<PgType> {
        get(&self.types, name).and_then(postgres)
    }

    /// The name that a table, column or function of a db schema is given.
    pub(crate) fn renamed(&self, schema: &str, name: &str) -> Option<&str> {
        get_in(&self.rename, schema, name)
    }

    /// The name that a type is given.
    pub(crate) fn renamed_type(&self, name: &str) -> Option<&str> {
        get(&self.rename, name)
    }
}

/// Everything that can be named, each alone and with its db schema.
fn places(catalog: &Catalog) -> BTreeSet<String> {
    let mut places = BTreeSet::new();
    for schema in &catalog.schemas {
        let mut add = |place: String| {
            places.insert(format!("{}.{place}", schema.name));
            places.insert(place);
        };
        for relation in &schema.relations {
            let columns = relation.columns.iter().chain(&relation.computed);
            columns.for_each(|c| add(format!("{}.{}", relation.name, c.name)));
            add(relation.name.clone());
        }
        schema.routines.iter().for_each(|r| add(r.place()));
        places.extend(schema.types().filter_map(type_name));
    }
    places.extend(catalog.enums.iter().map(|e| e.name.to_string()));
    places.extend(catalog.composites.iter().map(|c| c.name.to_string()));
    places
}

/// How many foreign keys one after the other are followed.
const KEYS: usize = 8;

/// A name that a struct or a field can have, perhaps as `r#type`.
fn is_ident(text: &str) -> bool {
    let mut chars = text.chars();
    let start = chars.next().is_some_and(|c| c == '_' || unicode_ident::is_xid_start(c));
    start
        && chars.all(unicode_ident::is_xid_continue)
        && !matches!(text, "_" | "self" | "Self" | "super" | "crate")
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
