//! Where in the settings a fault stands.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};
use supabase_codegen::Error;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A stretch of the settings.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) file: PathBuf,
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

impl Place {
    pub(super) fn line(&self) -> usize {
        self.text.bytes().take(self.span.start).filter(|b| *b == b'\n').count() + 1
    }
}

/// The place of a fault of a setting, if the setting stands in the file (it may be a flag).
pub(super) fn find(fault: &Error, settings: Option<&Path>) -> Option<Place> {
    let Error::Config { place, message } = fault else { return None };
    let file = settings?;
    let text = std::fs::read_to_string(file).ok()?;
    let name = file.display().to_string();
    let key = if *place == name { "" } else { place.strip_prefix(&format!("{name}: ")).unwrap_or(place) };
    let span = span(&text, key, message)?;
    Some(Place { file: file.to_owned(), text, span })
}

/// A key (`rename.planets`), or the value of it that the message names.
fn span(text: &str, key: &str, message: &str) -> Option<Range<usize>> {
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(e) => return e.span(),
    };
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let (name, value) = entry(table.get_ref(), first)?;
    let named = |text: &str| message.contains(&format!("`{text}`"));
    match value.get_ref() {
        DeValue::Array(all) => {
            let item = all.iter().find(|v| matches!(v.get_ref(), DeValue::String(s) if named(s)));
            Some(item.map_or_else(|| name.span(), Spanned::span))
        }
        DeValue::Table(inner) => {
            let of_path = rest.and_then(|rest| entry(inner, rest.trim_matches('"')));
            let by_name = || inner.iter().find(|(k, _)| named(k.get_ref()));
            Some(of_path.or_else(by_name).map_or_else(|| name.span(), |(k, _)| k.span()))
        }
        _ if message.contains(" is not a setting") => Some(name.span()),
        _ => Some(name.span().start..value.span().end),
    }
}

type Entry<'t, 'i> = (&'t Spanned<std::borrow::Cow<'i, str>>, &'t Spanned<DeValue<'i>>);

fn entry<'t, 'i>(table: &'t DeTable<'i>, name: &str) -> Option<Entry<'t, 'i>> {
    table.iter().find(|(k, _)| k.get_ref() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_or_the_value_that_is_meant() {
        let text =
            "out = 'x'\nrequired = ['a.b', 'planets.nam']\n[rename]\n'planets.x' = 'y'\nplants = 'Z'\n";
        let at = |key: &str, message: &str| span(text, key, message).map(|s| text[s].to_owned());
        assert_eq!(at("out", "wrong").unwrap(), "out = 'x'");
        assert_eq!(at("required", "there is no column `planets.nam`").unwrap(), "'planets.nam'");
        assert_eq!(at("rename", "there is no `plants`").unwrap(), "plants");
        assert_eq!(at("rename.planets.x", "wrong").unwrap(), "'planets.x'");
        assert_eq!(at("schemas", "wrong"), None);
        assert_eq!(span("a = ", "", "is not TOML").map(|s| s.start), Some(4));
    }
}
