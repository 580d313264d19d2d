//! Settings: the builder, and `supabase.toml`, which has the same keys.

mod file;
mod overrides;

pub(crate) use overrides::Overrides;

use crate::{Change, Error, Generated, Result, check, source::Source, write};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Which Rust types stand for dates and times.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dates {
    /// Those of `chrono` (feature `chrono` of supabase-orm).
    #[default]
    Chrono,
    /// Those of `time` (feature `time` of supabase-orm).
    Time,
    /// Those of `jiff` (feature `jiff` of supabase-orm).
    Jiff,
    /// `String`: also holds `infinity` and `24:00:00`.
    Text,
}

/// Which Rust type stands for `numeric`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decimal {
    /// `supabase_orm::Numeric`: every digit, and `NaN`.
    #[default]
    Numeric,
    /// `rust_decimal::Decimal` (feature `rust_decimal` of supabase-orm): arithmetic, 28 digits.
    RustDecimal,
}

/// Which Rust type stands for `uuid`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UuidType {
    /// `uuid::Uuid` (feature `uuid` of supabase-orm).
    #[default]
    Uuid,
    /// `String`.
    Text,
}

/// Whether elements of arrays can be NULL; Postgres cannot forbid it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArrayElements {
    /// `Vec<Option<T>>`.
    #[default]
    Nullable,
    /// `Vec<T>`; a NULL inside is an error of decoding.
    NotNull,
}

/// What is generated, from where, into which file.
///
/// In a build script, from a document that is part of the repository:
///
/// ```no_run
/// // build.rs
/// supabase_codegen::Config::new().file("supabase/openapi.json").out("src/schema.rs").generate()?;
/// # Ok::<(), supabase_codegen::Error>(())
/// ```
///
/// Without [`out`](Self::out) the file is `$OUT_DIR/schema.rs`, for `supabase_orm::include_schema!(pub mod schema)`. The
/// settings of a `supabase.toml` are read by [`settings`](Self::settings).
#[derive(Debug, Clone, Default)]
pub struct Config {
    pub(crate) source: Option<Source>,
    pub(crate) out: Option<PathBuf>,
    pub(crate) schemas: Vec<String>,
    pub(crate) include: Vec<String>,
    pub(crate) exclude: Vec<String>,
    pub(crate) singular: Option<bool>,
    pub(crate) dates: Option<Dates>,
    pub(crate) decimal: Option<Decimal>,
    pub(crate) uuid: Option<UuidType>,
    pub(crate) array_elements: Option<ArrayElements>,
    pub(crate) overrides: Overrides,
    pub(crate) inner_attributes: Option<bool>,
}

impl Config {
    /// No source, and the defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The document of a running server: a project's address (`https://<ref>.supabase.co`), or that of a PostgREST.
    ///
    /// `key` is a secret one (`sb_secret_..` or `service_role`): Supabase refuses the document to others. It is never
    /// printed. Not for build scripts: they would need a key and a network.
    #[cfg(feature = "http")]
    #[must_use]
    pub fn url(mut self, url: impl Into<String>, key: Option<String>) -> Self {
        self.source = Some(Source::Url { url: url.into(), key: key.map(crate::source::Key::new) });
        self
    }

    /// A running `PostgreSQL` (`postgres://user:password@host:5432/postgres`), as any role: everything is read from its
    /// catalog, for all db schemas at once.
    ///
    /// The password is never printed; without one it is `PGPASSWORD`. The connection is not encrypted: for a database
    /// elsewhere use a tunnel. Not for build scripts: they would need a network.
    #[cfg(feature = "postgres")]
    #[must_use]
    pub fn database(mut self, url: impl Into<String>) -> Self {
        self.source = Some(Source::Database(crate::source::DbUrl::new(url.into())));
        self
    }

    /// A document in a file: an OpenAPI document for each db schema, in their order; or one `GeneratorMetadata` document, which
    /// holds them all. Its content tells which.
    #[must_use]
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        match &mut self.source {
            Some(Source::Files(paths)) => paths.push(path.into()),
            other => *other = Some(Source::Files(vec![path.into()])),
        }
        self
    }

    /// A document of any kind on standard input.
    #[must_use]
    pub fn stdin(mut self) -> Self {
        self.source = Some(Source::Stdin);
        self
    }

    /// A document in memory; `name` stands for it in errors. With several db schemas, call it once for each, in their order.
    #[must_use]
    pub fn document(mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        match &mut self.source {
            Some(Source::Texts(texts)) => texts.push((name.into(), bytes.into())),
            other => *other = Some(Source::Texts(vec![(name.into(), bytes.into())])),
        }
        self
    }

    /// The file to write. Default is `$OUT_DIR/schema.rs` in a build script.
    #[must_use]
    pub fn out(mut self, path: impl Into<PathBuf>) -> Self {
        self.out = Some(path.into());
        self
    }

    /// The db schemas. Default is `public`. Several become modules of their names.
    #[must_use]
    pub fn schemas<S: Into<String>>(mut self, schemas: impl IntoIterator<Item = S>) -> Self {
        self.schemas = schemas.into_iter().map(Into::into).collect();
        self
    }

    /// Only tables and functions whose names match one of these patterns (`planets`, `app_*`). Default is all.
    #[must_use]
    pub fn include<S: Into<String>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.include.extend(patterns.into_iter().map(Into::into));
        self
    }

    /// No tables and functions whose names match one of these patterns.
    #[must_use]
    pub fn exclude<S: Into<String>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.exclude.extend(patterns.into_iter().map(Into::into));
        self
    }

    /// Whether a row of `planets` is a `Planet`. Default is yes.
    #[must_use]
    pub fn singular(mut self, yes: bool) -> Self {
        self.singular = Some(yes);
        self
    }

    /// The types of dates and times. Default is [`Dates::Chrono`].
    #[must_use]
    pub fn dates(mut self, dates: Dates) -> Self {
        self.dates = Some(dates);
        self
    }

    /// The type of `numeric`. Default is [`Decimal::Numeric`].
    #[must_use]
    pub fn decimal(mut self, decimal: Decimal) -> Self {
        self.decimal = Some(decimal);
        self
    }

    /// The type of `uuid`. Default is [`UuidType::Uuid`].
    #[must_use]
    pub fn uuid(mut self, uuid: UuidType) -> Self {
        self.uuid = Some(uuid);
        self
    }

    /// Whether elements of arrays are `Option`s. Default is [`ArrayElements::Nullable`].
    #[must_use]
    pub fn array_elements(mut self, elements: ArrayElements) -> Self {
        self.array_elements = Some(elements);
        self
    }

    /// Columns (`table.column`, with patterns) that an insert must have, although the source does not say so.
    #[must_use]
    pub fn required<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.overrides.required.extend(columns.into_iter().map(Into::into));
        self
    }

    /// Columns that an insert may leave out, although they look required.
    #[must_use]
    pub fn optional<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.overrides.optional.extend(columns.into_iter().map(Into::into));
        self
    }

    /// Columns that are GENERATED ALWAYS: they are never written.
    #[must_use]
    pub fn generated<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.overrides.generated.extend(columns.into_iter().map(Into::into));
        self
    }

    /// Columns that are never NULL, although the source calls them nullable: columns of views.
    #[must_use]
    pub fn not_null<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.overrides.not_null.extend(columns.into_iter().map(Into::into));
        self
    }

    /// The Rust name of a table's row (`clash_table`), a column (`planets.type`) or a function (`add_one()`).
    #[must_use]
    pub fn rename(mut self, name: impl Into<String>, rust: impl Into<String>) -> Self {
        self.overrides.rename.insert(name.into(), rust.into());
        self
    }

    /// The type of a column (`planets.data`) or of a type of the database (`public.email`): a Postgres type (`text`,
    /// `integer[][]`), or a Rust type inside `json` (`crate::Data`).
    #[must_use]
    pub fn type_of(mut self, name: impl Into<String>, pg_or_rust: impl Into<String>) -> Self {
        self.overrides.types.insert(name.into(), pg_or_rust.into());
        self
    }

    /// What a function returns: `void`, a Postgres type, `setof <type>` or `setof <table>`. An OpenAPI document does not
    /// tell.
    #[must_use]
    pub fn returns(mut self, function: impl Into<String>, returns: impl Into<String>) -> Self {
        self.overrides.returns.insert(function.into(), returns.into());
        self
    }

    /// Adds the settings of a `supabase.toml`; what is already set stays.
    ///
    /// # Errors
    /// When the file cannot be read or a setting is wrong.
    pub fn settings(self, path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text =
            std::fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        file::read(self, &path.display().to_string(), &text)
    }

    /// Adds the settings of a text in the form of `supabase.toml`; `place` names it in errors.
    ///
    /// # Errors
    /// When a setting is wrong.
    pub fn settings_text(self, place: &str, text: &str) -> Result<Self> {
        file::read(self, place, text)
    }

    /// The generated code, not written anywhere.
    ///
    /// # Errors
    /// When the source cannot be had or understood, or a setting is wrong.
    pub fn render(&self) -> Result<Generated> {
        crate::generate::generate(self)
    }

    /// A snapshot of the source: its catalog as sorted JSON, to commit. It is a source itself ([`file`](Self::file)), so that a
    /// build needs neither network nor key. Settings are not part of it.
    ///
    /// # Errors
    /// When the source cannot be had or understood.
    pub fn snapshot(&self) -> Result<String> {
        crate::generate::snapshot(self)
    }

    /// Writes a snapshot, unless the file is already as it should be.
    ///
    /// # Errors
    /// When the source cannot be had or understood, or the file cannot be written.
    pub fn write_snapshot(&self, path: impl AsRef<Path>) -> Result<()> {
        write::write(path.as_ref(), &self.snapshot()?)
    }

    /// What the source says otherwise than a snapshot; nothing if it is up to date.
    ///
    /// # Errors
    /// When the source or the snapshot cannot be had or understood, or they are of different kinds.
    pub fn check_snapshot(&self, path: impl AsRef<Path>) -> Result<Vec<Change>> {
        check::against_snapshot(self, path.as_ref())
    }

    /// What the source and the settings say otherwise than the generated file; nothing if it is up to date.
    ///
    /// # Errors
    /// When the source or the file cannot be had or understood, or a setting is wrong.
    pub fn check(&self) -> Result<Vec<Change>> {
        let out = self.out_path()?;
        let config = Self { inner_attributes: Some(self.has_inner_attributes(&out)), ..self.clone() };
        check::against_code(&config, &out)
    }

    /// Generates the file, and writes it unless it is already there as it should be.
    ///
    /// In a build script the warnings are `cargo::warning`s, and a source file is watched.
    ///
    /// # Errors
    /// When the source cannot be had or understood, a setting is wrong, or the file cannot be written.
    pub fn generate(&self) -> Result<Generated> {
        let out = self.out_path()?;
        let config = Self { inner_attributes: Some(self.has_inner_attributes(&out)), ..self.clone() };
        let generated = config.render()?;
        write::write(&out, &generated.code)?;
        write::tell_cargo(self.source.as_ref(), &generated.warnings);
        Ok(generated)
    }

    /// Where the file goes.
    ///
    /// # Errors
    /// When neither `out` nor a build script says so.
    pub fn out_path(&self) -> Result<PathBuf> {
        let in_build_script = || std::env::var_os("OUT_DIR").map(|dir| Path::new(&dir).join("schema.rs"));
        self.out.clone().or_else(in_build_script).ok_or_else(|| {
            Error::config(
                "out",
                "no file to write: set `out` (`--out src/schema.rs`), or run it in a build script",
            )
        })
    }

    /// `include!` takes no inner attributes.
    fn has_inner_attributes(&self, out: &Path) -> bool {
        let included = std::env::var_os("OUT_DIR").is_some_and(|dir| out.starts_with(dir));
        self.inner_attributes.unwrap_or(!included)
    }
}
