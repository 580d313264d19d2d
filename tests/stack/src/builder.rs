//! What a stack is started with.

use crate::{
    Error, Keys, Result, Stack,
    gateway::{Gateway, Upstreams},
    postgres::Postgres,
    postgrest::{Postgrest, Settings},
    sql,
};
use std::path::PathBuf;

/// The settings of a stack.
#[derive(Debug, Clone)]
pub struct Builder {
    sql: Vec<Sql>,
    settings: Settings,
    quiet: bool,
}

#[derive(Debug, Clone)]
enum Sql {
    Text(String),
    File(PathBuf),
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// An empty database, the schema `public`, no limit of rows.
    #[must_use]
    pub fn new() -> Self {
        let settings = Settings { schemas: vec!["public".to_owned()], max_rows: None };
        Self { sql: Vec::new(), settings, quiet: false }
    }

    /// SQL to run before PostgREST starts; in the order of the calls.
    #[must_use]
    pub fn sql(mut self, sql: impl Into<String>) -> Self {
        self.sql.push(Sql::Text(sql.into()));
        self
    }

    /// A file of SQL to run before PostgREST starts.
    #[must_use]
    pub fn sql_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.sql.push(Sql::File(path.into()));
        self
    }

    /// The exposed db schemas. Default is `public`.
    #[must_use]
    pub fn schemas<S: Into<String>>(mut self, schemas: impl IntoIterator<Item = S>) -> Self {
        self.settings.schemas = schemas.into_iter().map(Into::into).collect();
        self
    }

    /// How many rows one answer has at most, as hosted Supabase limits them to 1000. Default is no limit.
    #[must_use]
    pub fn max_rows(mut self, rows: u32) -> Self {
        self.settings.max_rows = Some(rows);
        self
    }

    /// Says nothing on standard error. Default is a line for each step, with `stack:` before it.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    #[expect(clippy::print_stderr, reason = "people wait for this")]
    fn say(&self, text: &str) {
        if !self.quiet {
            eprintln!("stack: {text}");
        }
    }

    /// Starts everything, or takes what the environment names.
    ///
    /// # Errors
    /// When a part is missing or does not start, or the database refuses the SQL.
    pub async fn start(self) -> Result<Stack> {
        match std::env::var("SUPABASE_URL") {
            Ok(url) if !url.is_empty() => self.elsewhere(url).await,
            _ => self.local().await,
        }
    }

    async fn elsewhere(self, url: String) -> Result<Stack> {
        self.say(&format!("using the project at {url}"));
        let db_url = std::env::var("SUPABASE_DB_URL").ok();
        let keys = Keys::from_environment()?;
        let stack = Stack { url, keys, db_url, postgrest: None, _gateway: None, postgres: None };
        if !self.sql.is_empty() {
            self.run(stack.db_url()?).await?;
            stack.reload_schema().await?;
        }
        Ok(stack)
    }

    async fn local(self) -> Result<Stack> {
        let keys = Keys::local()?;
        let mut upstreams = Upstreams::from_environment();
        let say = |text: &str| self.say(text);
        let (mut postgres, mut postgrest) = (None, None);
        let mut db_url = std::env::var("STACK_DB_URL").ok();
        if upstreams.rest.is_none() {
            let started = Postgres::start(&say).await?;
            sql::run(started.url(), "roles.sql", include_str!("roles.sql")).await?;
            self.run(started.url()).await?;
            let rest = Postgrest::start(started.url(), &keys, &self.settings, &say).await?;
            upstreams.rest = Some(rest.url().to_owned());
            db_url = Some(started.url().to_owned());
            (postgres, postgrest) = (Some(started), Some(rest));
        } else if !self.sql.is_empty() {
            let url = db_url
                .as_deref()
                .ok_or_else(|| Error::missing("STACK_DB_URL", "STACK_REST_URL is set, and SQL is to run"))?;
            self.run(url).await?;
        }
        let gateway = Gateway::start(upstreams, &keys).await?;
        let url = gateway.url().to_owned();
        self.say(&format!("ready at {url}"));
        let stack = Stack { url, keys, db_url, postgrest, _gateway: Some(gateway), postgres };
        if stack.postgrest.is_none() && !self.sql.is_empty() {
            stack.reload_schema().await?;
        }
        Ok(stack)
    }

    async fn run(&self, db_url: &str) -> Result<()> {
        for sql in &self.sql {
            match sql {
                Sql::Text(text) => sql::run(db_url, "SQL", text).await?,
                Sql::File(path) => sql::run_file(db_url, path).await?,
            }
        }
        Ok(())
    }
}
