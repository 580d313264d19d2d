//! Settings: the builder, and `supabase.toml`, which has the same keys.

mod choices;
mod derives;
mod file;
mod overrides;
mod settings;

pub use choices::{ArrayElements, Dates, Decimal, Layout, Relations, UuidType};
pub(crate) use derives::{Derives, Kind};
pub use settings::Settings;

use crate::{Change, Error, Generated, Result, check, source::Source, write};
use std::path::{Path, PathBuf};

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
    /// What is read if the source cannot be.
    pub(crate) or_snapshot: Option<PathBuf>,
    pub(crate) out: Option<PathBuf>,
    pub(crate) settings: Settings,
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
    /// The password is never printed; without one it is `PGPASSWORD`. `sslmode` is `disable`, `prefer` (the default), `require`
    /// or `verify-full` (feature `postgres-tls`), which trusts the authorities of the platform or those of the file
    /// `sslrootcert`: `?sslmode=verify-full&sslrootcert=prod-ca.crt`. Not for build scripts: they would need a network.
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

    /// A snapshot to generate from where the source cannot be had: without a network, a key, or any source at all. It is a
    /// warning; a source that answers with a wrong document stays an error. `check` and `snapshot` never take it for the source.
    ///
    /// ```no_run
    /// // build.rs: what the local server says while it runs, else what is committed
    /// let config = supabase_codegen::Config::new().or_snapshot("supabase/schema.json");
    /// # #[cfg(feature = "http")]
    /// let config = config.url("http://127.0.0.1:54321", None);
    /// config.generate()?;
    /// # Ok::<(), supabase_codegen::Error>(())
    /// ```
    #[must_use]
    pub fn or_snapshot(mut self, path: impl Into<PathBuf>) -> Self {
        self.or_snapshot = Some(path.into());
        self
    }

    /// The file to write. Default is `$OUT_DIR/schema.rs` in a build script.
    #[must_use]
    pub fn out(mut self, path: impl Into<PathBuf>) -> Self {
        self.out = Some(path.into());
        self
    }

    /// Adds settings; what is already set stays.
    #[doc(hidden)]
    #[must_use]
    pub fn with(mut self, settings: Settings) -> Self {
        self.settings = self.settings.or(settings);
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
        write::write_all(&out, &generated)?;
        write::tell_cargo(self, &generated.warnings);
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

    /// The name of the file: `schema.rs`.
    pub(crate) fn root_name(&self) -> String {
        let name = self.out.as_ref().and_then(|out| out.file_name());
        name.map_or_else(|| "schema.rs".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    /// `include!` takes no inner attributes.
    fn has_inner_attributes(&self, out: &Path) -> bool {
        let included = std::env::var_os("OUT_DIR").is_some_and(|dir| out.starts_with(dir));
        self.inner_attributes.unwrap_or(!included)
    }
}
