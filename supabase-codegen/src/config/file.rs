//! `supabase.toml`.

use super::{ArrayElements, Config, Dates, Decimal, Overrides, UuidType};
use crate::{Error, Result, naming::suggest, source::Source};
use serde::Deserialize;
use std::{collections::BTreeMap, path::PathBuf};

/// The keys, as they stand in the file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Settings {
    url: Option<String>,
    files: Vec<PathBuf>,
    out: Option<PathBuf>,
    schemas: Vec<String>,
    include: Vec<String>,
    exclude: Vec<String>,
    singular: Option<bool>,
    dates: Option<Dates>,
    decimal: Option<Decimal>,
    uuid: Option<UuidType>,
    array_elements: Option<ArrayElements>,
    required: Vec<String>,
    optional: Vec<String>,
    generated: Vec<String>,
    not_null: Vec<String>,
    rename: BTreeMap<String, String>,
    types: BTreeMap<String, String>,
    returns: BTreeMap<String, String>,
}

const KEYS: &[&str] = &[
    "url",
    "files",
    "out",
    "schemas",
    "include",
    "exclude",
    "singular",
    "dates",
    "decimal",
    "uuid",
    "array_elements",
    "required",
    "optional",
    "generated",
    "not_null",
    "rename",
    "types",
    "returns",
];

pub(super) fn read(config: Config, place: &str, text: &str) -> Result<Config> {
    let table: toml::Table =
        toml::from_str(text).map_err(|e| Error::config(place, format!("is not TOML: {}", e.message())))?;
    Error::all(faults(place, &table))?;
    Ok(add(config, typed(place, table)?))
}

/// Every key that is wrong, and every value: each is read on its own.
fn faults(place: &str, table: &toml::Table) -> Vec<Error> {
    let mut faults = Vec::new();
    for (key, value) in table {
        if Error::keep(check_key(place, key), &mut faults).is_none() {
            continue;
        }
        let alone = |value: toml::Value| toml::Table::from_iter([(key.clone(), value)]);
        let parts: Vec<toml::Table> = match value {
            toml::Value::Table(inner) => {
                let one = |(k, v): (&String, &toml::Value)| toml::Table::from_iter([(k.clone(), v.clone())]);
                inner.iter().map(|pair| alone(one(pair).into())).collect()
            }
            other => vec![alone(other.clone())],
        };
        for part in parts {
            Error::keep(typed(place, part), &mut faults);
        }
    }
    faults
}

fn typed(place: &str, table: toml::Table) -> Result<Settings> {
    serde_path_to_error::deserialize(toml::Value::Table(table))
        .map_err(|e| Error::config(format!("{place}: {}", e.path()), e.inner().message().to_owned()))
}

fn check_key(place: &str, key: &str) -> Result<()> {
    let secret = match key {
        "key" => {
            Some("a key does not belong into a file that is committed: use `SUPABASE_SECRET_KEY` or `.env`")
        }
        "db_url" | "database" => {
            Some("the address of a database does not belong into a file that is committed: use `--db-url`")
        }
        _ => None,
    };
    if let Some(secret) = secret {
        return Err(Error::config(format!("{place}: {key}"), secret));
    }
    if KEYS.contains(&key) {
        return Ok(());
    }
    let meant = suggest(key, KEYS.iter().copied()).map(|k| format!("; did you mean `{k}`?"));
    let message = meant.unwrap_or_else(|| format!("; there are {}", KEYS.join(", ")));
    Err(Error::config(format!("{place}: {key}"), format!("is not a setting{message}")))
}

/// What is already set stays; lists and tables are joined.
fn add(mut config: Config, s: Settings) -> Config {
    #[cfg(feature = "http")]
    if let (None, Some(url)) = (&config.source, s.url) {
        config.source = Some(Source::Url { url, key: None });
    }
    if config.source.is_none() && !s.files.is_empty() {
        config.source = Some(Source::Files(s.files));
    }
    config.out = config.out.or(s.out);
    if config.schemas.is_empty() {
        config.schemas = s.schemas;
    }
    config.singular = config.singular.or(s.singular);
    config.dates = config.dates.or(s.dates);
    config.decimal = config.decimal.or(s.decimal);
    config.uuid = config.uuid.or(s.uuid);
    config.array_elements = config.array_elements.or(s.array_elements);
    config.include.extend(s.include);
    config.exclude.extend(s.exclude);
    config.overrides = config.overrides.and(Overrides {
        required: s.required,
        optional: s.optional,
        generated: s.generated,
        not_null: s.not_null,
        rename: s.rename,
        types: s.types,
        returns: s.returns,
    });
    config
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_key_is_named_with_the_right_one() {
        let fault = |text: &str| read(Config::new(), "supabase.toml", text).unwrap_err().to_string();
        assert_eq!(
            fault("schema = ['public']"),
            "supabase.toml: schema: is not a setting; did you mean `schemas`?"
        );
        assert!(fault("key = 'sb_secret_x'").contains("SUPABASE_SECRET_KEY"));
        assert!(!fault("key = 'sb_secret_x'").contains("sb_secret_x"));
        let value = fault("dates = 'crono'");
        assert!(value.starts_with("supabase.toml: dates: unknown variant `crono`"), "{value}");
        assert!(fault("out = ").starts_with("supabase.toml: is not TOML"));
    }

    #[test]
    fn flags_win_over_the_file() {
        let config = Config::new().dates(Dates::Text).schemas(["api"]);
        let config =
            read(config, "t", "dates = 'time'\nschemas = ['public']\ndecimal = 'rust_decimal'").unwrap();
        assert_eq!(config.dates, Some(Dates::Text));
        assert_eq!(config.schemas, ["api"]);
        assert_eq!(config.decimal, Some(Decimal::RustDecimal));
    }
}
