//! `supabase.toml`.

use super::{Config, Settings};
use crate::{Error, Result, naming::suggest, source::Source};
use serde::{Deserialize, de::DeserializeOwned};
use std::path::PathBuf;

/// The keys that say from where and into which file; the others are [`Settings`].
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Places {
    url: Option<String>,
    files: Vec<PathBuf>,
    or_snapshot: Option<PathBuf>,
    out: Option<PathBuf>,
}

const PLACES: &[&str] = &["url", "files", "or_snapshot", "out"];

pub(super) fn read(config: Config, place: &str, text: &str) -> Result<Config> {
    let mut table: toml::Table =
        toml::from_str(text).map_err(|e| Error::config(place, format!("is not TOML: {}", e.message())))?;
    Error::all(faults(place, &table))?;
    let places = PLACES.iter().filter_map(|key| table.remove_entry(*key)).collect();
    Ok(add(config, typed(place, places)?).with(typed(place, table)?))
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
            let read = match PLACES.contains(&key.as_str()) {
                true => typed::<Places>(place, part).map(drop),
                false => typed::<Settings>(place, part).map(drop),
            };
            Error::keep(read, &mut faults);
        }
    }
    faults
}

fn typed<T: DeserializeOwned>(place: &str, table: toml::Table) -> Result<T> {
    serde_path_to_error::deserialize(toml::Value::Table(table))
        .map_err(|e| Error::config(format!("{place}: {}", e.path()), meant(e.inner().message())))
}

/// A message of serde about a word that is not one of those expected, with the one that was meant.
fn meant(message: &str) -> String {
    let mut words = message.split('`').skip(1).step_by(2);
    let word = words.next().filter(|_| message.starts_with("unknown variant")).unwrap_or_default();
    let meant = suggest(word, words).map(|m| format!("; did you mean `{m}`?"));
    format!("{message}{}", meant.unwrap_or_default())
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
    let keys: Vec<&str> = PLACES.iter().chain(Settings::KEYS).copied().collect();
    if keys.contains(&key) {
        return Ok(());
    }
    let meant = suggest(key, keys.iter().copied()).map(|k| format!("; did you mean `{k}`?"));
    let message = meant.unwrap_or_else(|| format!("; there are {}", keys.join(", ")));
    Err(Error::config(format!("{place}: {key}"), format!("is not a setting{message}")))
}

/// What is already set stays.
fn add(mut config: Config, places: Places) -> Config {
    #[cfg(feature = "http")]
    if let (None, Some(url)) = (&config.source, places.url) {
        config.source = Some(Source::Url { url, key: None });
    }
    if config.source.is_none() && !places.files.is_empty() {
        config.source = Some(Source::Files(places.files));
    }
    config.or_snapshot = config.or_snapshot.or(places.or_snapshot);
    config.out = config.out.or(places.out);
    config
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dates, Decimal};

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
        assert!(value.ends_with("; did you mean `chrono`?"), "{value}");
        assert!(fault("rename = ['a']").starts_with("supabase.toml: rename: invalid type"));
        assert_eq!(
            fault("singular = 'no'"),
            "supabase.toml: singular: invalid type: string \"no\", expected a boolean"
        );
        assert!(fault("out = ").starts_with("supabase.toml: is not TOML"));
    }

    #[test]
    fn flags_win_over_the_file() {
        let config = Config::new().dates(Dates::Text).schemas(["api"]);
        let config =
            read(config, "t", "dates = 'time'\nschemas = ['public']\ndecimal = 'rust_decimal'").unwrap();
        assert_eq!(config.settings.dates, Some(Dates::Text));
        assert_eq!(config.settings.schemas, ["api"]);
        assert_eq!(config.settings.decimal, Some(Decimal::RustDecimal));
    }
}
