//! The order of the phases.

use crate::{
    Config, Diagnostic, Error, Result,
    catalog::{Catalog, Relation, Routine},
    diagnostic::Diagnostics,
    expand::{self, Expanded},
    input::Input,
    lower,
    render::{self, Origin},
    snapshot::Snapshot,
    source::Source,
};
use globset::{Glob, GlobSet, GlobSetBuilder};
use std::path::PathBuf;

/// The generated code, and what was decided on the way.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The file.
    pub code: String,
    /// The files beside it, of [`Layout::Table`](crate::Layout::Table).
    pub parts: Vec<Part>,
    /// What someone may want to decide otherwise.
    pub warnings: Vec<Diagnostic>,
    /// Features of supabase-orm that the code needs.
    pub features: Vec<&'static str>,
}

/// A file beside the one that is named.
#[derive(Debug, Clone)]
pub struct Part {
    /// From the folder of that file: `schema/planets.rs`.
    pub path: PathBuf,
    /// What stands in it.
    pub code: String,
}

pub(crate) fn generate(config: &Config) -> Result<Generated> {
    let mut diagnostics = Diagnostics::default();
    let (catalog, origin) = prepare_with(config, &mut diagnostics)?;
    let root = config.root_name();
    let Expanded { code, parts, features, warnings } = expand::all(&catalog, config, &root)?;
    let header = render::Header {
        origin,
        schemas: catalog.schemas.iter().map(|s| s.name.as_str()).collect(),
        features: &features,
        inner_attributes: config.inner_attributes.unwrap_or(true),
    };
    let part = |(path, code): (String, String)| Part { path: path.into(), code: render::part(&root, &code) };
    Ok(Generated {
        code: render::render(&header, &code),
        parts: parts.into_iter().map(part).collect(),
        warnings: diagnostics.into_vec().into_iter().chain(warnings).collect(),
        features: features.into_iter().collect(),
    })
}

/// What the source holds, as the settings want it.
pub(crate) fn prepare(config: &Config) -> Result<(Catalog, Origin)> {
    prepare_with(config, &mut Diagnostics::default())
}

fn prepare_with(config: &Config, diagnostics: &mut Diagnostics) -> Result<(Catalog, Origin)> {
    let (mut catalog, origin) = read_or_snapshot(config, diagnostics)?;
    filter(&mut catalog, config)?;
    config.settings.apply(&mut catalog)?;
    Ok((catalog, origin))
}

/// The catalog of the source as a text to commit.
pub(crate) fn snapshot(config: &Config) -> Result<String> {
    let (catalog, origin) = read(config)?;
    Snapshot::new(origin, catalog).to_text()
}

/// What the source holds, or the snapshot that stands in for one that cannot be had.
fn read_or_snapshot(config: &Config, diagnostics: &mut Diagnostics) -> Result<(Catalog, Origin)> {
    let Some(path) = &config.or_snapshot else { return read(config) };
    let snapshot = Config { source: Some(Source::Files(vec![path.clone()])), ..config.clone() };
    if config.source.is_none() {
        return read(&snapshot);
    }
    match read(config) {
        Err(e @ (Error::Unreachable { .. } | Error::Refused { .. } | Error::Denied { .. })) => {
            let catalog = read(&snapshot)?;
            diagnostics.warn(path.display().to_string(), format!("stands in for the source: {e}"));
            Ok(catalog)
        }
        other => other,
    }
}

/// What the source holds, and what kind of source it is.
pub(crate) fn read(config: &Config) -> Result<(Catalog, Origin)> {
    let no_source =
        "no source: give `--url`, `--db-url`, `--file` or `--stdin` (or `url` or `files` in supabase.toml)";
    let source = config.source.as_ref().ok_or_else(|| Error::config("source", no_source))?;
    let public = ["public".to_owned()];
    let schemas = if config.settings.schemas.is_empty() { &public[..] } else { &config.settings.schemas };
    let mut catalog = Catalog::default();
    let mut faults = Vec::new();
    for (index, schema) in schemas.iter().enumerate() {
        let document = source.fetch(schemas, index).and_then(|f| Ok((Input::parse(&f.place, &f.bytes)?, f)));
        let (input, fetched) = match document {
            Ok(document) => document,
            // the other documents may have faults of their own; a server that is not there has no others
            Err(e @ (Error::Document { .. } | Error::Read { .. } | Error::Several { .. })) => {
                Error::keep(Err::<(), _>(e), &mut faults);
                continue;
            }
            // one document that cannot be read may have been that of all db schemas
            Err(_) if !faults.is_empty() => break,
            Err(e) => return Err(e),
        };
        match input {
            Input::Metadata(document) => {
                check_count(source, 1, "a GeneratorMetadata document holds every schema")?;
                let lowered = lower::lower_metadata(&mut catalog, schemas, &document);
                let has = || names(document.schemas.iter().map(|s| &s.name));
                lowered.map_err(|missing| no_schema(&fetched.place, missing, &has()))?;
                return Ok((catalog, origin(source)));
            }
            Input::Snapshot(snapshot) => {
                check_count(source, 1, "a snapshot holds every schema")?;
                let (origin, has) =
                    (snapshot.source, names(snapshot.catalog.schemas.iter().map(|s| &s.name)));
                let selected = snapshot.select(&config.settings.schemas);
                let catalog = selected.map_err(|missing| no_schema(&fetched.place, &missing, &has))?;
                return Ok((catalog, origin));
            }
            Input::OpenApi(document) => {
                check_count(source, schemas.len(), "a document is that of one schema")?;
                lower::lower(&mut catalog, schema, &document);
            }
        }
    }
    Error::all(faults)?;
    Ok((catalog, Origin::OpenApi))
}

/// A document of this kind may have been made on the way.
fn origin(source: &Source) -> Origin {
    match source {
        #[cfg(feature = "postgres")]
        Source::Database(_) => Origin::Database,
        _ => Origin::Metadata,
    }
}

fn check_count(source: &Source, expected: usize, why: &str) -> Result<()> {
    match source.documents().filter(|n| *n != expected) {
        Some(n) if expected == 1 && why.contains("every") => {
            Err(Error::config("files", format!("{why}: give one, not {n}")))
        }
        Some(n) => {
            Err(Error::config("schemas", format!("{why}: there are {n} documents for {expected} schemas")))
        }
        None => Ok(()),
    }
}

fn names<'a>(all: impl Iterator<Item = &'a String>) -> String {
    let all: Vec<String> = all.map(|name| format!("`{name}`")).collect();
    if all.is_empty() { "none".to_owned() } else { all.join(", ") }
}

fn no_schema(place: &str, missing: &str, has: &str) -> Error {
    Error::document(place, format!("there is no schema `{missing}` in it, but {has}"))
}

/// `include` and `exclude`, for tables and functions alike.
fn filter(catalog: &mut Catalog, config: &Config) -> Result<()> {
    let mut faults = Vec::new();
    let include = Error::keep(globs("include", &config.settings.include), &mut faults).unwrap_or_default();
    let exclude = Error::keep(globs("exclude", &config.settings.exclude), &mut faults).unwrap_or_default();
    Error::all(faults)?;
    for schema in &mut catalog.schemas {
        let matches = |set: &GlobSet, name: &str| {
            set.is_match(name) || (!set.is_empty() && set.is_match(format!("{}.{name}", schema.name)))
        };
        let stays = |name: &str| {
            (config.settings.include.is_empty() || matches(&include, name)) && !matches(&exclude, name)
        };
        schema.relations.retain(|r: &Relation| stays(&r.name));
        schema.routines.retain(|r: &Routine| stays(&r.name));
    }
    Ok(())
}

fn globs(setting: &str, patterns: &[String]) -> Result<GlobSet> {
    let fault = |e: globset::Error| Error::config(setting, e.to_string());
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).map_err(fault)?);
    }
    set.build().map_err(fault)
}
