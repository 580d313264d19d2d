//! Whether what is committed is still what the source says: differences by table and column.

mod code;
mod facts;

use crate::{Config, Error, Result, catalog::Catalog, generate, input::Input, render::Origin, write};
use facts::{Entry, Facts};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

/// What happened to something since it was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// The source has it, what is committed does not.
    Added,
    /// What is committed has it, the source does not.
    Removed,
    /// Both have it, with other facts.
    Changed,
}

/// One difference between what is committed and the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// The table, column, key, type or function: `public.planets.name`.
    pub place: String,
    /// What it is, or what was and what is: `type: integer -> bigint`.
    pub detail: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.kind {
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
            ChangeKind::Changed => "changed",
        };
        write!(f, "{sign}: {}", self.place)?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, ": {}", self.detail) }
    }
}

/// The source against a snapshot. Without schemas in the settings, those of the snapshot are compared.
pub(crate) fn against_snapshot(config: &Config, path: &Path) -> Result<Vec<Change>> {
    let bytes = std::fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let place = path.display().to_string();
    let Input::Snapshot(snapshot) = Input::parse(&place, &bytes)? else {
        return Err(Error::document(place, "is no snapshot; write one with `supabase-codegen snapshot`"));
    };
    let mut config = config.clone();
    if config.settings.schemas.is_empty() {
        config.settings.schemas = snapshot.catalog.schemas.iter().map(|s| s.name.clone()).collect();
    }
    let (now, origin) = generate::read(&config)?;
    same_origin(&place, snapshot.source, origin)?;
    let was = snapshot.select(&config.settings.schemas).map_err(|missing| {
        Error::document(&place, format!("there is no schema `{missing}` in it; write it again"))
    })?;
    Ok(catalogs(&was, &now))
}

/// Sources do not tell the same facts, so what one of them lacks would look like a change.
fn same_origin(place: &str, was: Origin, now: Origin) -> Result<()> {
    if was == now {
        return Ok(());
    }
    let message = format!(
        "is a snapshot of {}, but the source is {}: they do not tell the same; compare with the same kind of source",
        was.name(),
        now.name()
    );
    Err(Error::document(place, message))
}

fn catalogs(was: &Catalog, now: &Catalog) -> Vec<Change> {
    let changes = differences(&facts::of(was), &facts::of(now));
    if changes.is_empty() && was != now {
        return vec![order()];
    }
    changes
}

/// The source against the generated file.
pub(crate) fn against_code(config: &Config, path: &Path) -> Result<Vec<Change>> {
    let read = |source| Error::Read { path: path.to_owned(), source };
    let was = std::fs::read_to_string(path).map_err(read)?;
    let config = Config { or_snapshot: None, ..config.clone() };
    let (was_parts, now) = (write::parts(path)?, config.render()?);
    let now_parts: BTreeMap<PathBuf, String> = now.parts.into_iter().map(|p| (p.path, p.code)).collect();
    if was == now.code && was_parts == now_parts {
        return Ok(Vec::new());
    }
    let was = code::of(&was, &was_parts)
        .map_err(|e| Error::document(path.display().to_string(), format!("is not Rust: {e}")))?;
    let now = code::of(&now.code, &now_parts).map_err(|e| Error::Internal { message: e.to_string() })?;
    let changes = differences(&was, &now);
    Ok(if changes.is_empty() { vec![order()] } else { changes })
}

/// Nothing that has a place of its own.
fn order() -> Change {
    let detail = "the order of columns, a comment at the top, or the version of this program";
    Change { kind: ChangeKind::Changed, place: "the file".to_owned(), detail: detail.to_owned() }
}

/// By place. Of what came or went as a whole, the parts are not listed.
fn differences(was: &Facts, now: &Facts) -> Vec<Change> {
    let mut changes = Vec::new();
    let whole = |facts: &Facts, entry: &Entry| entry.parent.as_ref().is_none_or(|p| facts.contains_key(p));
    for (place, entry) in was.iter().filter(|(place, e)| !now.contains_key(*place) && whole(now, e)) {
        changes.push(Change { kind: ChangeKind::Removed, place: place.clone(), detail: entry.summary() });
    }
    for (place, entry) in now.iter().filter(|(place, e)| !was.contains_key(*place) && whole(was, e)) {
        changes.push(Change { kind: ChangeKind::Added, place: place.clone(), detail: entry.summary() });
    }
    for (place, entry) in now {
        let detail = was.get(place).map(|old| old.changes_to(entry)).unwrap_or_default();
        if !detail.is_empty() {
            changes.push(Change { kind: ChangeKind::Changed, place: place.clone(), detail });
        }
    }
    changes.sort_by(|a, b| a.place.cmp(&b.place));
    changes
}
