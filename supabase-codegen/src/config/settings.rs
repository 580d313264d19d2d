//! The settings, each declared once: a key of `supabase.toml`, a flag of the program and a method of [`Config`].

use super::{ArrayElements, Config, Dates, Decimal, Layout, Relations, UuidType};
use serde::{Deserialize, Deserializer};
use std::{collections::BTreeMap, str::FromStr};

/// A name and what is set for it; as a flag `NAME=VALUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) value: String,
}

impl FromStr for Pair {
    type Err = &'static str;

    /// A name of the database may hold a `=`, what is set for it does not.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, value) = text.rsplit_once('=').ok_or("expected NAME=VALUE")?;
        Ok(Self { name: name.trim().to_owned(), value: value.trim().to_owned() })
    }
}

/// A table in the file.
fn pairs<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Pair>, D::Error> {
    let map = BTreeMap::<String, String>::deserialize(d)?;
    Ok(map.into_iter().map(|(name, value)| Pair { name, value }).collect())
}

/// What is set for a name.
pub(crate) fn get<'p>(pairs: &'p [Pair], name: &str) -> Option<&'p str> {
    pairs.iter().find(|p| p.name == name).map(|p| p.value.as_str())
}

/// What is set for a name of this db schema, which may stand before it.
pub(crate) fn get_in<'p>(pairs: &'p [Pair], schema: &str, name: &str) -> Option<&'p str> {
    if pairs.is_empty() {
        return None;
    }
    get(pairs, &format!("{schema}.{name}")).or_else(|| get(pairs, name))
}

fn set(pairs: &mut Vec<Pair>, name: String, value: String) {
    match pairs.iter_mut().find(|p| p.name == name) {
        Some(pair) => pair.value = value,
        None => pairs.push(Pair { name, value }),
    }
}

macro_rules! settings {
    (
        values { $($(#[doc = $value_doc:literal])* $value:ident: $type:ty;)* }
        lists { $($(#[doc = $list_doc:literal])* $list:ident: $of:literal;)* }
        pairs { $($(#[doc = $pair_doc:literal])* $pair:ident: $form:literal;)* }
    ) => {
        /// What is generated and how: as `supabase.toml` and the flags of the program have it.
        #[derive(Debug, Clone, Default, PartialEq, Deserialize)]
        #[serde(default)]
        #[cfg_attr(feature = "cli", derive(clap::Args))]
        #[cfg_attr(feature = "cli", command(next_help_heading = "Settings, as in supabase.toml"))]
        pub struct Settings {
            /// The db schemas, separated by commas. Default is `public`. Several become modules of their names.
            #[cfg_attr(feature = "cli", arg(long = "schema", visible_alias = "schemas", value_delimiter = ','))]
            pub(crate) schemas: Vec<String>,
            $(
                $(#[doc = $value_doc])*
                #[cfg_attr(feature = "cli", arg(long))]
                pub(crate) $value: Option<$type>,
            )*
            $(
                $(#[doc = $list_doc])*
                #[cfg_attr(feature = "cli", arg(long, value_name = $of))]
                pub(crate) $list: Vec<String>,
            )*
            $(
                $(#[doc = $pair_doc])*
                #[serde(deserialize_with = "pairs")]
                #[cfg_attr(feature = "cli", arg(long, value_name = $form))]
                pub(crate) $pair: Vec<Pair>,
            )*
        }

        impl Settings {
            /// Their names, as in the file.
            pub const KEYS: &'static [&'static str] =
                &["schemas", $(stringify!($value),)* $(stringify!($list),)* $(stringify!($pair),)*];

            /// What is already set stays; lists and tables are joined.
            pub(crate) fn or(mut self, other: Self) -> Self {
                if self.schemas.is_empty() {
                    self.schemas = other.schemas;
                }
                $(self.$value = self.$value.or(other.$value);)*
                $(self.$list.extend(other.$list);)*
                $(
                    let more = other.$pair.into_iter().filter(|p| get(&self.$pair, &p.name).is_none());
                    let more: Vec<Pair> = more.collect();
                    self.$pair.extend(more);
                )*
                self
            }
        }

        impl Config {
            $(
                $(#[doc = $value_doc])*
                #[must_use]
                pub fn $value(mut self, $value: $type) -> Self {
                    self.settings.$value = Some($value);
                    self
                }
            )*
            $(
                $(#[doc = $list_doc])*
                #[must_use]
                pub fn $list<S: Into<String>>(mut self, $list: impl IntoIterator<Item = S>) -> Self {
                    self.settings.$list.extend($list.into_iter().map(Into::into));
                    self
                }
            )*
            $(
                $(#[doc = $pair_doc])*
                #[must_use]
                pub fn $pair(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
                    set(&mut self.settings.$pair, name.into(), value.into());
                    self
                }
            )*
        }

        /// Each key with what a builder method makes of an example, and the example as a text of the file.
        #[cfg(test)]
        fn examples() -> Vec<(&'static str, Config, String)> {
            vec![
                ("schemas", Config::new().schemas(["x"]), "['x']".to_owned()),
                $((stringify!($value), Config::new().$value(<$type as tests::Example>::VALUE), <$type as tests::Example>::TEXT.to_owned()),)*
                $((stringify!($list), Config::new().$list(["x"]), "['x']".to_owned()),)*
                $((stringify!($pair), Config::new().$pair("x", "y"), "{ x = 'y' }".to_owned()),)*
            ]
        }
    };
}

settings! {
    values {
        /// Whether a row of `planets` is a `Planet`. Default is yes.
        singular: bool;
        /// The types of dates and times. Default is `chrono`.
        dates: Dates;
        /// The type of `numeric`. Default is `numeric`.
        decimal: Decimal;
        /// The type of `uuid`. Default is `uuid`.
        uuid: UuidType;
        /// Whether elements of arrays are `Option`s. Default is `nullable`.
        array_elements: ArrayElements;
        /// Whether a row that a foreign key must have is surely read. Default is `strict`.
        relations: Relations;
        /// One file, or one for each table beside it. Default is `file`.
        layout: Layout;
    }
    lists {
        /// Only tables and functions whose names match one of these patterns (`planets`, `app_*`). Default is all. Here and in
        /// every other setting the db schema may stand before a name (`api.planets`).
        include: "PATTERN";
        /// No tables and functions whose names match one of these patterns.
        exclude: "PATTERN";
        /// Columns (`table.column`, with patterns) that an insert must have, although the source does not say so.
        required: "TABLE.COLUMN";
        /// Columns that an insert may leave out, although they look required.
        optional: "TABLE.COLUMN";
        /// Columns that are GENERATED ALWAYS: they are never written.
        generated: "TABLE.COLUMN";
        /// Columns that are never NULL, although the source calls them nullable: columns of views.
        not_null: "TABLE.COLUMN";
    }
    pairs {
        /// The Rust name of a table's row (`clash_table`), a column (`planets.type`) or a function (`add_one()`).
        rename: "NAME=RUST";
        /// The type of a column (`planets.data`) or of a type of the database (`public.email`): a Postgres type (`text`,
        /// `integer[][]`) or a Rust type with its path (`crate::Data`), which is inside of a `json`, or a newtype of what any other
        /// column holds (`derive(DbValue)`). Foreign keys to that column have it too.
        types: "NAME=TYPE";
        /// What a function returns: `void`, a Postgres type, `setof <type>` or `setof <table>`. An `OpenAPI` document does not
        /// tell.
        returns: "FUNCTION=TYPE";
        /// More derives (`Eq, Hash`) of `rows`, `inserts`, `enums` or `composites`: of all, or of those of one name or pattern
        /// (`rows.planets`, `inserts.app_*`).
        derives: "WHAT=DERIVES";
    }
}

impl Settings {
    pub(crate) fn relations(&self) -> Relations {
        self.relations.unwrap_or_default()
    }

    pub(crate) fn layout(&self) -> Layout {
        self.layout.unwrap_or_default()
    }
}

impl Config {
    /// The db schemas. Default is `public`. Several become modules of their names.
    #[must_use]
    pub fn schemas<S: Into<String>>(mut self, schemas: impl IntoIterator<Item = S>) -> Self {
        self.settings.schemas = schemas.into_iter().map(Into::into).collect();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) trait Example {
        const VALUE: Self;
        const TEXT: &'static str;
    }
    macro_rules! example { ($($type:ty: $value:expr, $text:literal;)*) => { $(
        impl Example for $type {
            const VALUE: Self = $value;
            const TEXT: &'static str = $text;
        }
    )* } }
    example! {
        bool: false, "false";
        Dates: Dates::Jiff, "'jiff'";
        Decimal: Decimal::RustDecimal, "'rust_decimal'";
        UuidType: UuidType::Text, "'text'";
        ArrayElements: ArrayElements::NotNull, "'not_null'";
        Relations: Relations::Optional, "'optional'";
        Layout: Layout::Table, "'table'";
    }

    #[test]
    fn every_key_is_in_the_file_and_a_method() {
        let examples = examples();
        assert_eq!(examples.iter().map(|(key, ..)| *key).collect::<Vec<_>>(), Settings::KEYS);
        for (key, built, text) in examples {
            let read = Config::new().settings_text("t", &format!("{key} = {text}")).unwrap();
            assert_eq!(read.settings, built.settings, "{key}");
            assert_ne!(read.settings, Settings::default(), "{key}");
        }
    }

    #[cfg(feature = "cli")]
    #[test]
    fn every_key_is_a_flag() {
        use clap::{Args, FromArgMatches};
        for (key, built, text) in examples() {
            let value = text.trim_matches(|c| "[]{} '".contains(c)).replace(" = '", "=");
            let flag = format!("--{}", key.replace('_', "-"));
            let command = Settings::augment_args(clap::Command::new("t"));
            let matches = command.try_get_matches_from(["t", &flag, &value]).unwrap();
            let parsed = Settings::from_arg_matches(&matches).unwrap();
            assert_eq!(parsed, built.settings, "{flag} {value}");
        }
    }

    #[test]
    fn what_is_set_first_stays() {
        let first = Config::new().dates(Dates::Text).rename("a", "b").include(["x"]).settings;
        let other =
            Config::new().dates(Dates::Time).rename("a", "c").rename("d", "e").include(["y"]).settings;
        let both = first.or(other);
        assert_eq!(
            (both.dates, get(&both.rename, "a"), get(&both.rename, "d")),
            (Some(Dates::Text), Some("b"), Some("e"))
        );
        assert_eq!(both.include, ["x", "y"]);
    }
}
