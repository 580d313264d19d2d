//! `@supabase/lite`, Supabase's own small server (alpha), as a second Auth server.

use crate::{
    Error, Result, Stack,
    cache::Cache,
    gateway::free_ports,
    keeper::{Kept, Plan},
    postgres::panicked,
    progress::Progress,
    ready::until_ready,
};
use serde_json::Value;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tokio::task::spawn_blocking;
use url::Url;
use uuid::Uuid;

/// The npm package and its version.
const PACKAGE: &str = "@supabase/lite";
const PACKAGE_VERSION: &str = "0.10.0";

/// The driver of PostgreSQL, which the package leaves to whoever needs it.
const DRIVER: &str = "postgres@3.4.9";

const SERVE: &str = include_str!("lite/serve.mjs");

/// A running `@supabase/lite`; it stops when dropped.
///
/// It is a server of its own, not behind the gateway of its stack: it has only its database there, and sends its mails
/// to the sink there.
#[derive(Debug)]
pub struct Lite {
    url: String,
    _process: Kept,
    /// Its script and its log.
    _dir: TempDir,
}

impl Lite {
    /// Starts one on a free port of 127.0.0.1, with a new database in the stack's PostgreSQL. `auth` is the section
    /// `[auth]` of its configuration: `{"email": {"enable_confirmations": true}}`.
    ///
    /// # Errors
    /// If npm or Node.js is missing, the stack has no database or no sink of mails, or it does not start.
    pub async fn start(stack: &Stack, auth: &Value) -> Result<Self> {
        let install = || {
            let progress = Progress { quiet: false };
            Cache::open()?.npm_beside(PACKAGE, PACKAGE_VERSION, &[DRIVER], progress)
        };
        let modules = spawn_blocking(install).await.map_err(panicked)??;
        let dir = tempfile::tempdir().map_err(Error::io("starting @supabase/lite"))?;
        let script = dir.path().join("serve.mjs");
        std::fs::write(&script, SERVE).map_err(Error::io("starting @supabase/lite"))?;
        let [port] = free_ports()?;
        let variables = vec![
            ("LITE_MODULES", modules.display().to_string()),
            ("LITE_DB_URL", database(stack).await?),
            ("LITE_SMTP_PORT", stack.smtp_port()?.to_string()),
            ("LITE_PORT", port.to_string()),
            ("LITE_JWT_SECRET", Uuid::new_v4().to_string()),
            ("LITE_AUTH", auth.to_string()),
        ];
        let process = launch(&script, variables, &dir.path().join("lite.log"), port).await?;
        Ok(Self { url: format!("http://127.0.0.1:{port}"), _process: process, _dir: dir })
    }

    /// The address of its project; Auth is below it, as everywhere.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// The address of a new database.
async fn database(stack: &Stack) -> Result<String> {
    let name = format!("lite_{}", Uuid::new_v4().simple());
    stack.run_sql(&format!("create database {name}")).await?;
    let said = stack.db_url()?;
    let not_one = |e| Error::Io { doing: "reading the address of the database".to_owned(), source: e };
    let mut url = Url::parse(said).map_err(|e| not_one(std::io::Error::other(e)))?;
    url.set_path(&name);
    Ok(url.into())
}

async fn launch(
    script: &Path,
    variables: Vec<(&'static str, String)>,
    log: &Path,
    port: u16,
) -> Result<Kept> {
    let mut process = Plan {
        name: PACKAGE,
        program: &PathBuf::from("node"),
        arguments: vec![script.into()],
        variables,
        signal: "TERM",
        directory: None,
        user: None,
        log,
    }
    .start()?;
    let address = format!("http://127.0.0.1:{port}/auth/v1/health");
    until_ready(&mut process, PACKAGE, &address, |status| status.is_success()).await?;
    Ok(process)
}
