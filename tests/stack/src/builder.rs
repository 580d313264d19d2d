//! What a stack starts with.

use crate::{Result, Stack, progress::Progress};
use std::path::PathBuf;

/// SQL to run before PostgREST reads the schema.
#[derive(Debug, Clone)]
pub(crate) enum Seed {
    Text(String),
    File(PathBuf),
}

/// A stack to start. By default its database is empty, `public` is exposed, rows are not limited, ports are free ones.
#[derive(Debug, Clone)]
#[must_use = "nothing is started before `start`"]
pub struct Builder {
    pub(crate) seeds: Vec<Seed>,
    pub(crate) schemas: Vec<String>,
    pub(crate) max_rows: Option<u32>,
    pub(crate) port: u16,
    pub(crate) functions: Option<PathBuf>,
    pub(crate) progress: Progress,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            seeds: Vec::new(),
            schemas: vec!["public".to_owned()],
            max_rows: None,
            port: 0,
            functions: None,
            progress: Progress { quiet: false },
        }
    }
}

impl Builder {
    /// SQL to run at the start, in the order of the calls.
    pub fn sql(mut self, sql: impl Into<String>) -> Self {
        self.seeds.push(Seed::Text(sql.into()));
        self
    }

    /// A file of SQL to run at the start, in the order of the calls.
    pub fn sql_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.seeds.push(Seed::File(path.into()));
        self
    }

    /// The exposed schemas instead of `public`; the first is the default one. The SQL creates them.
    pub fn schemas<S: Into<String>>(mut self, schemas: impl IntoIterator<Item = S>) -> Self {
        self.schemas = schemas.into_iter().map(Into::into).collect();
        self
    }

    /// The most rows PostgREST answers with. Hosted projects have 1000, a stack has no limit by default.
    pub fn max_rows(mut self, rows: u32) -> Self {
        self.max_rows = Some(rows);
        self
    }

    /// The gateway's port instead of a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Serves the Edge Functions of a directory: an `index.ts` in a directory of its name each.
    pub fn functions(mut self, dir: impl Into<PathBuf>) -> Self {
        self.functions = Some(dir.into());
        self
    }

    /// Does not say on stderr what is being waited for.
    pub fn quiet(mut self) -> Self {
        self.progress.quiet = true;
        self
    }

    /// Starts it, or takes the project that the environment names; see the crate's documentation.
    ///
    /// # Errors
    /// If a part is missing on this machine, a server does not start, or the SQL fails.
    pub async fn start(self) -> Result<Stack> {
        Stack::start(self).await
    }
}
